// Is a text a CloudFormation template? Told by what is in it, also where it is broken or unsaved, never by comments.

export interface Recognition {
  readonly isTemplate: boolean;
  /** A phrase that follows "because". */
  readonly reason: string;
}

// Enough to decide, and little enough to look at after each edit.
const MOST = 200_000;
const TRANSFORMS = /AWS::(Serverless|LanguageExtensions|Include|CodeDeployBlueGreen|SecretsManager)/;
const RESOURCE_TYPE = /^(AWS|Alexa|Custom)::\w+/;

/** Does it begin like JSON? */
export const looksLikeJson = (text: string): boolean => /^\uFEFF?\s*[{[]/.test(text);

export function recognize(text: string): Recognition {
  const start = text.slice(0, MOST).replace(/^\uFEFF/, '');
  const found = looksLikeJson(start) ? jsonFacts(start) : yamlFacts(start);
  if (found.version) return { isTemplate: true, reason: 'it has an AWSTemplateFormatVersion' };
  if (found.transform) return { isTemplate: true, reason: 'it names a transform of CloudFormation' };
  if (found.resources && found.type) return { isTemplate: true, reason: 'it has Resources with types of AWS' };
  if (found.resources) return { isTemplate: false, reason: 'none of its Resources has a type like AWS::S3::Bucket' };
  return { isTemplate: false, reason: 'it has neither an AWSTemplateFormatVersion nor Resources' };
}

interface Facts {
  version: boolean;
  transform: boolean;
  resources: boolean;
  type: boolean;
}

/** The keys in the first column, and values of Type below Resources. */
function yamlFacts(text: string): Facts {
  const facts: Facts = { version: false, transform: false, resources: false, type: false };
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const code = line.replace(/(^|\s)#.*$/, '');
    const key = /^(["']?)([\w:]+)\1\s*:(?:\s|$)(.*)$/.exec(code);
    if (key) {
      section = key[2] ?? '';
      if (section === 'AWSTemplateFormatVersion') facts.version = true;
      if (section === 'Resources') facts.resources = true;
      if (section === 'Transform' && TRANSFORMS.test(key[3] ?? '')) facts.transform = true;
    } else if (section === 'Transform' && TRANSFORMS.test(code)) {
      facts.transform = true;
    }
    if (section !== 'Resources') continue;
    const type = /(?:^\s+|[{,]\s*)(["']?)Type\1\s*:\s*["']?([^\s"',}]+)/.exec(code);
    if (type && RESOURCE_TYPE.test(type[2] ?? '')) facts.type = true;
  }
  return facts;
}

/** The keys of the outermost object, and values of "Type" two levels below Resources, as far as the text can be read. */
function jsonFacts(text: string): Facts {
  const facts: Facts = { version: false, transform: false, resources: false, type: false };
  const tokens = /"((?:[^"\\\n]|\\.)*)"|[{}[\]:,]/g;
  let depth = 0;
  let section = '';
  let last: string | undefined; // the string before this token
  let key = ''; // the key whose value comes
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [all, string] = token;
    if (all === '{' || all === '[') depth += 1;
    if (all === '}' || all === ']') depth -= 1;
    if (all === ':' && last !== undefined) {
      key = last;
      if (depth === 1) section = key;
      if (depth === 1 && key === 'AWSTemplateFormatVersion') facts.version = true;
      if (depth === 1 && key === 'Resources') facts.resources = true;
    }
    if (string !== undefined) {
      if (section === 'Transform' && key === 'Transform' && TRANSFORMS.test(string)) facts.transform = true;
      if (section === 'Resources' && key === 'Type' && RESOURCE_TYPE.test(string)) facts.type = true;
    }
    last = string;
    if (all === ',') key = section === 'Transform' ? key : '';
  }
  return facts;
}
