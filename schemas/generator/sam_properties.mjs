// overlay/sam/properties.yaml: what the SAM transform takes. Read by sam_tables.mjs for the transform itself, and by
// overlay.mjs for the facts.
import { checkSource } from './overlay_reader.mjs';
import { nearest } from './nearest.mjs';

const jsonTypes = {
  any: undefined, string: 'string', integer: 'integer', boolean: 'boolean', map: 'object', list: 'array', number: 'number',
  strings: 'array', maps: 'array', mapOfMaps: 'object',
};
const marks = ['required', 'implied', 'demanded', 'literal', 'undocumented'];

// {types: {name: rules}, events: {type: {event: rules}}}; a rule is {name, types} and its marks.
export function samProperties(file) {
  checkSource(file, [], file.value);
  const rulesOf = (properties, path) => Object.entries(properties).map(([name, words]) => {
    const rule = { name, types: [] };
    for (const word of String(words).split(' ')) {
      if (marks.includes(word)) rule[word] = true;
      else if (word in jsonTypes) rule.types.push(word);
      else file.fail([...path, name], `"${word}" is no type and no mark${nearest(word, [...Object.keys(jsonTypes), ...marks])}`);
    }
    if (rule.types.length === 0) file.fail([...path, name], 'the type is missing');
    return rule;
  });
  const each = (object, path, make) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, make(value, [...path, key])]));
  return {
    types: each(file.value.types, ['types'], rulesOf),
    events: each(file.value.events, ['events'], (events, path) => each(events, path, rulesOf)),
  };
}

// The schema of one entry of Events, by the type that has it.
const eventSchemas = { 'AWS::Serverless::Function': 'sam-function-event', 'AWS::Serverless::StateMachine': 'sam-state-machine-event' };

// The facts' SAM types have these properties, each event source a schema "sam-event-OWNER-TYPE", and the table sam-events
// the names of the sources.
export function applySamProperties(facts, file) {
  const { types, events } = samProperties(file);
  for (const [type, rules] of Object.entries(types)) {
    const document = facts.types.get(type) ?? file.fail(['types', type], `there is no resource type ${type}`);
    if (Object.keys(document.properties).length === 0) {
      Object.assign(document, schemaOf(rules));
      continue;
    }
    for (const { name, undocumented } of rules) {
      if (undocumented !== true && document.properties[name] === undefined) file.fail(['types', type, name], `types/ has no property ${name} of ${type}`);
    }
    for (const name of Object.keys(document.properties)) {
      if (!rules.some((rule) => rule.name === name)) file.fail(['types', type], `the transform does not take ${name}, which types/ has`);
    }
  }
  facts.tables['sam-events'] = {};
  for (const [type, sources] of Object.entries(events)) {
    const names = Object.keys(sources).sort();
    facts.tables['sam-events'][type] = names;
    const entry = facts.schemas[eventSchemas[type]];
    if (entry) entry.properties.Type.enum = names;
    for (const [event, rules] of Object.entries(sources)) {
      facts.schemas[`sam-event-${type.split('::')[2]}-${event}`] = schemaOf(rules);
    }
  }
}

function schemaOf(rules) {
  const required = rules.filter((rule) => (rule.required && !rule.implied) || rule.demanded).map(({ name }) => name);
  return {
    type: 'object', additionalProperties: false,
    properties: Object.fromEntries(rules.map(({ name, types }) => [name, valueSchema(types)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function valueSchema(types) {
  const known = types.map((type) => jsonTypes[type]);
  return known.includes(undefined) ? {} : { type: [...new Set(known)].sort() };
}
