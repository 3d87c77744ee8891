// node sam_tables.mjs --out FILE: the tables of the SAM transform (overlay/sam/*.yaml and the names of managed policies)
// -> one C++ source, which compiler/expand/serverless/tables.h reads. Deterministic.
//
// Properties are those of properties.yaml. Policy templates are {templates: {name: [statement]}}. Connectors are {resources, connections}, as the file says.
//
// A statement is {SERVICE: actions, on: resources, if: conditions} and allows. A permission for a service is
// {SERVICE: action, by: principal, from: ARN of what may, account: account of that}.
//
// A text is an ARN: `SERVICE:PATH` in the stack's partition, region and account, `SERVICE:::PATH` without the latter
// two. `{Parameter}` in it is the parameter's value: a variable of Fn::Sub, named as the parameter with a small first
// letter, or without its dots, or as `{variable=Parameter}` says. A `{Parameter}` that is the whole text is the value itself.
//
// In the result {"Ref": "Parameter"} stands where a value has to be put in.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { managedPolicies } from './iam.mjs';
import { checkSource, OverlayError, OverlayFile } from './overlay_reader.mjs';
import { samProperties } from './sam_properties.mjs';

const placeholder = /(?<!\$)\{(?:(\w+)=)?([\w.]+)\}/g;

// The value of a text, with its parameters added to the set `parameters`.
function textValue(file, path, text, parameters) {
  if (typeof text !== 'string' || text === '') file.fail(path, 'this must be a text');
  const whole = /^\{([\w.]+)\}$/.exec(text);
  if (whole) {
    parameters.add(whole[1]);
    return { Ref: whole[1] };
  }
  const arn = /^([a-z][a-z0-9-]*):(::)?(.+)$/.exec(text);
  const place = arn?.[2] ? '::' : '${AWS::Region}:${AWS::AccountId}:';
  const full = arn ? `arn:\${AWS::Partition}:${arn[1]}:${place}${arn[3]}` : text;
  const variables = {};
  const sub = full.replace(placeholder, (_, name, parameter) => {
    const variable = name ?? (parameter.includes('.') ? parameter.replaceAll('.', '') : parameter[0].toLowerCase() + parameter.slice(1));
    variables[variable] = { Ref: parameter };
    parameters.add(parameter);
    return `\${${variable}}`;
  });
  if (Object.keys(variables).length > 0) return { 'Fn::Sub': [sub, variables] };
  return sub.includes('${') ? { 'Fn::Sub': sub } : sub;
}

const each = (value, make) => (Array.isArray(value) ? value.map((item, index) => make(item, [index])) : make(value, []));

// [service, actions] of {SERVICE: actions, …others}.
function actionsOf(file, path, value, others) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) file.fail(path, 'this must be a mapping');
  const services = Object.keys(value).filter((key) => !others.includes(key));
  if (services.length !== 1) file.fail(path, `this takes one service and ${others.join(', ')}: ${services.join(', ')}`);
  const [service] = services;
  const actions = each(value[service], (action, at) => {
    if (!/^(\*|[A-Za-z]+\*?)$/.test(action)) file.fail([...path, service, ...at], `this is no action: ${action}`);
    return `${service}:${action}`;
  });
  return actions;
}

function statement(file, path, value, parameters) {
  const result = { Effect: 'Allow', Action: actionsOf(file, path, value, ['on', 'if']) };
  result.Resource = each(value.on, (text, at) => textValue(file, [...path, 'on', ...at], text, parameters));
  if (value.if) {
    result.Condition = {};
    for (const [operator, tests] of Object.entries(value.if)) {
      result.Condition[operator] = Object.fromEntries(Object.entries(tests).map(
        ([key, text]) => [key, textValue(file, [...path, 'if', operator, key], text, parameters)]));
    }
  }
  return result;
}

function statements(file, path, list, parameters) {
  if (!Array.isArray(list) || list.length === 0) file.fail(path, 'this must be a list of statements');
  return list.map((value, index) => statement(file, [...path, index], value, parameters));
}

// The properties of an AWS::Lambda::Permission, or the statement of a queue's or topic's policy.
function permission(file, path, value, policy, parameters) {
  const action = actionsOf(file, path, value, ['by', 'from', 'account']);
  const text = (key) => textValue(file, [...path, key], value[key], parameters);
  if (typeof value.by !== 'string') file.fail(path, 'the service that may is missing: by');
  if (policy !== 'permission') {
    if (value.account) file.fail([...path, 'account'], 'only a permission has an account');
    return [{
      Effect: 'Allow', Principal: { Service: value.by }, Resource: textValue(file, path, '{Destination.Arn}', parameters),
      Action: action, Condition: { ArnEquals: { 'aws:SourceArn': text('from') } },
    }];
  }
  return {
    Action: action, Principal: value.by, SourceArn: text('from'), ...(value.account ? { SourceAccount: text('account') } : {}),
  };
}

function checkKeys(file, path, value, known) {
  for (const key of Object.keys(value ?? {})) {
    if (!known.includes(key)) file.fail([...path, key], `unknown key ${key}; there are ${known.join(', ')}`);
  }
}

// [{name, parameters, statements}], by name.
export function policyTemplates(file) {
  checkSource(file, [], file.value);
  checkKeys(file, [], file.value, ['source', 'templates']);
  return sorted(Object.entries(file.value.templates ?? {}).map(([name, list]) => {
    const parameters = new Set();
    const made = statements(file, ['templates', name], list, parameters);
    return { name, parameters: [...parameters].sort(), statements: made };
  }), (template) => template.name);
}

const policies = { 'source-role': 'SourceRole', 'destination-role': 'DestinationRole', permission: 'Permission', queue: 'Queue', topic: 'Topic' };
const waiters = { source: 'Source', 'event-source-mapping': 'EventSourceMapping' };
const knownOfResource = ['role', 'arn', 'id', 'name', 'url', 'qualifier'];
const connectorParameters = ['Arn', 'Name', 'ResourceId', 'Qualifier'].flatMap((name) => [`Source.${name}`, `Destination.${name}`]);

const capitalized = (key) => key[0].toUpperCase() + key.slice(1);

// {resources: [{type, …}], connections: [{source, destination, policy, before, accesses, needs}]}, by their types.
export function connectors(file) {
  checkSource(file, [], file.value);
  const { resources, connections } = file.value;
  checkKeys(file, [], Object.fromEntries(Object.entries(file.value).filter(([key]) => !key.startsWith('.'))), ['source', 'resources', 'connections']);
  for (const [type, value] of Object.entries(resources)) checkKeys(file, ['resources', type], value, knownOfResource);
  const made = [];
  for (const [source, destinations] of Object.entries(connections)) {
    for (const [destination, value] of Object.entries(destinations)) {
      const path = ['connections', source, destination];
      for (const type of [source, destination]) if (!resources[type]) file.fail(path, `${type} is not among the resources`);
      checkKeys(file, path, value, ['policy', 'before', 'read', 'write', 'needs']);
      if (!policies[value.policy]) file.fail([...path, 'policy'], `there is no policy ${value.policy}`);
      if (value.before && !waiters[value.before]) file.fail([...path, 'before'], `nothing is called ${value.before}`);
      const parameters = new Set();
      const part = (key) => (value.policy.endsWith('-role')
        ? statements(file, [...path, key], value[key], parameters)
        : permission(file, [...path, key], value[key], value.policy, parameters));
      const connection = {
        source, destination, policy: policies[value.policy], before: waiters[value.before] ?? 'Nothing',
        accesses: Object.keys(value).filter((key) => key === 'read' || key === 'write').map((key) => [capitalized(key), part(key)]),
        needs: (value.needs ?? []).map((set) => [...set].sort().join('+')),
      };
      if (connection.accesses.length === 0) file.fail(path, 'a connection allows to read or to write');
      for (const parameter of parameters) {
        if (!connectorParameters.includes(parameter)) file.fail(path, `there is no parameter ${parameter}`);
      }
      made.push(connection);
    }
  }
  return {
    resources: sorted(Object.entries(resources).map(([type, value]) => ({ type, ...value })), ({ type }) => type),
    connections: sorted(made, ({ source, destination }) => `${source} ${destination}`),
  };
}

function sorted(list, key) {
  return list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

// A literal of C++: `value` as JSON, or as it is when it is a text.
function literal(value) {
  if (value === undefined) return '""';
  const text = JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value));
  if (/[^\x20-\x7e]/.test(text)) throw new OverlayError(`the tables of SAM are plain ASCII: ${text}`);
  return text;
}

// [name, rows] of each type and event ("TYPE/EVENT"), sorted by name.
function propertyTables({ types, events }) {
  const named = Object.entries(types);
  for (const [type, sources] of Object.entries(events)) {
    for (const [event, rules] of Object.entries(sources)) named.push([`${type}/${event}`, rules]);
  }
  const capital = { strings: 'StringList', maps: 'MapList', number: 'Float' };
  const row = ({ name, types: words, required, literal: isLiteral, implied }) => {
    const kinds = words.map((word) => `PropertyTypes::${capital[word] ?? capitalized(word)}`).join(' | ');
    return `${literal(name)}, ${kinds}, ${required === true}, ${isLiteral !== true}, ${implied === true}`;
  };
  return sorted(named.map(([name, rules]) => [name, rules.map(row)]), ([name]) => name);
}

// The C++ source. Managed policies: one text of all names, for few of them are ever looked at.
export function source(properties, templates, { resources, connections }, arns) {
  const lines = ['// Made by schemas/generator/sam_tables.mjs.', '#include "compiler/expand/serverless/core/tables_data.h"', '', 'namespace virga::sam_tables {', 'namespace {', ''];
  const table = (type, name, rows) => lines.push(`constexpr ${type} ${name}[] = {`, ...rows.map((row) => `    {${row}},`), '};', '');
  for (const { name, parameters } of templates) {
    if (parameters.length > 0) lines.push(`constexpr std::string_view parameters_${name}[] = {${parameters.map(literal).join(', ')}};`);
  }
  lines.push('');
  const tables = propertyTables(properties);
  tables.forEach(([, rows], index) => table('PropertyRule', `properties_${index}`, rows));
  table('PropertyTable', 'property_lists', tables.map(([name], index) => `${literal(name)}, properties_${index}`));
  table('PolicyTemplate', 'templates', templates.map(({ name, parameters, statements: list }) => `${literal(name)}, ${parameters.length > 0 ? `parameters_${name}` : '{}'}, ${literal(list)}`));
  table('ConnectorResource', 'resources', resources.map(({ type, role, arn, id, name, url, qualifier }) => [type, role, arn, id, name, url, qualifier].map(literal).join(', ')));
  connections.forEach(({ accesses }, index) => table('ConnectorAccess', `accesses_${index}`, accesses.map((access) => access.map(literal).join(', '))));
  table('ConnectorProfile', 'connections', connections.map(({ source: from, destination, policy, before, needs }, index) => [
    literal(from), literal(destination), `ConnectorPolicy::${policy}`, `ConnectorWaiter::${before}`, `accesses_${index}`, literal(needs.join(' '))].join(', ')));
  const paths = [...new Set(arns.map(pathOf))].sort();
  lines.push(`constexpr std::string_view paths[] = {${paths.map(literal).join(', ')}};`, '');
  const policyNames = sorted(arns.map((arn) => ({ name: arn.slice(arn.lastIndexOf('/') + 1), path: pathOf(arn) })), ({ name }) => name);
  let offset = 0;
  const rows = [];
  for (const { name, path } of policyNames) {
    rows.push(`${offset}, ${name.length}, ${paths.indexOf(path)}`);
    offset += name.length;
  }
  lines.push('constexpr char policy_names[] =', ...policyNames.map(({ name }) => `    ${literal(name)}`), '    ;', '');
  table('ManagedPolicy', 'policies', rows);
  lines.push('}  // namespace', '');
  const accessors = { property_tables: ['PropertyTable', 'property_lists'], policy_templates: ['PolicyTemplate', 'templates'], connector_resources: ['ConnectorResource', 'resources'], connector_profiles: ['ConnectorProfile', 'connections'], managed_policies: ['ManagedPolicy', 'policies'], managed_policy_paths: ['std::string_view', 'paths'] };
  for (const [accessor, [type, name]] of Object.entries(accessors)) lines.push(`std::span<const ${type}> ${accessor}() { return ${name}; }`);
  lines.push('const char* managed_policy_names() { return policy_names; }', '', '}  // namespace virga::sam_tables', '');
  return lines.join('\n');
}

// "service-role/" of arn:aws:iam::aws:policy/service-role/Name.
function pathOf(arn) {
  return arn.slice('arn:aws:iam::aws:policy/'.length, arn.lastIndexOf('/') + 1);
}

function main() {
  const here = dirname(fileURLToPath(import.meta.url));
  const read = (name) => new OverlayFile(join(here, '../overlay/sam', name), join('overlay/sam', name));
  const arns = Object.values(managedPolicies(join(here, '../node_modules'))).flat();
  const text = source(samProperties(read('properties.yaml')), policyTemplates(read('policy_templates.yaml')), connectors(read('connectors.yaml')), arns);
  writeFileSync(process.argv[process.argv.indexOf('--out') + 1], text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof OverlayError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
