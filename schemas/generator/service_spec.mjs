// Reads @aws-cdk/aws-service-spec: which types, properties and attributes there are.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

// Returns Map of type name -> resource type document: a JSON Schema of the type's properties in the form
// of a resource provider schema, with our annotations (attributes, ref, stateful, replacement).
export function readServiceSpec(databaseFile) {
  const { schema } = JSON.parse(gunzipSync(readFileSync(databaseFile)));
  const definitions = new Map(schema.typeDefinition.entities.map((entity) => [entity.$id, entity]));
  const types = new Map();
  for (const resource of schema.resource.entities) {
    types.set(resource.cloudFormationType, convertResource(resource, definitions));
  }
  return types;
}

function convertResource(resource, definitions) {
  const wanted = new Map(); // definition id -> name
  const document = {
    typeName: resource.cloudFormationType,
    description: resource.documentation,
    ...convertProperties(resource.properties, definitions, wanted),
    definitions: {},
    attributes: {},
  };
  for (const [id, name] of wanted) {
    const definition = definitions.get(id);
    // Definitions found on the way are appended to `wanted` and visited too.
    document.definitions[name] = {
      description: definition.documentation,
      ...convertProperties(definition.properties, definitions, wanted),
    };
  }
  for (const [name, attribute] of Object.entries(resource.attributes)) {
    document.attributes[name] = { ...convertType(attribute.type, definitions, wanted), description: attribute.documentation };
  }
  for (const [id, name] of wanted) {
    const definition = definitions.get(id);
    document.definitions[name] ??= {
      description: definition.documentation,
      ...convertProperties(definition.properties, definitions, wanted),
    };
  }
  for (const path of resource.additionalReplacementProperties ?? []) {
    if (path.length === 1 && document.properties[path[0]]) document.properties[path[0]].replacement = 'always';
  }
  const identifier = resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [];
  document.primaryIdentifier = resource.primaryIdentifier ?? [];
  document.ref = { type: 'string', ...(identifier.length === 1 ? { title: identifier[0] } : {}) };
  if (resource.isStateful) document.stateful = true;
  return document;
}

function convertProperties(properties, definitions, wanted) {
  const result = { type: 'object', properties: {}, additionalProperties: false };
  const required = [];
  for (const [name, property] of Object.entries(properties)) {
    const schema = convertType(property.type, definitions, wanted);
    schema.description = property.documentation;
    schema.replacement = { yes: 'always', maybe: 'conditional' }[property.causesReplacement] ?? 'never';
    if (property.deprecated && property.deprecated !== 'NONE') schema.deprecated = true;
    result.properties[name] = schema;
    if (property.required) required.push(name);
  }
  if (required.length > 0) result.required = required;
  return result;
}

function convertType(type, definitions, wanted) {
  switch (type.type) {
    case 'string':
    case 'integer':
      return { type: type.type, ...(type.allowedValues?.length ? { enum: type.allowedValues } : {}) };
    case 'number':
    case 'boolean':
    case 'null':
      return { type: type.type };
    case 'date-time':
      return { type: 'string' };
    case 'json':
      return { type: ['object', 'string'] };
    case 'tag':
      return {
        type: 'object',
        properties: { Key: { type: 'string' }, Value: { type: 'string' } },
        required: ['Key', 'Value'],
        additionalProperties: false,
      };
    case 'array':
      return { type: 'array', items: convertType(type.element, definitions, wanted) };
    case 'map':
      return { type: 'object', additionalProperties: convertType(type.element, definitions, wanted) };
    case 'ref': {
      const id = type.reference.$ref;
      if (!wanted.has(id)) wanted.set(id, definitions.get(id).name);
      return { $ref: `#/definitions/${definitions.get(id).name}` };
    }
    case 'union':
      return convertUnion(type.types.map((member) => convertType(member, definitions, wanted)));
    default:
      throw new Error(`the service spec has a type this generator does not know: ${type.type}`);
  }
}

// Alternatives that are told apart by their JSON type alone become one `type` list, which gives better
// messages than anyOf.
function convertUnion(members) {
  const isPlain = (member) => Object.keys(member).every((key) => key === 'type');
  if (members.every(isPlain)) {
    return { type: [...new Set(members.flatMap((member) => member.type))].sort() };
  }
  return { anyOf: members };
}
