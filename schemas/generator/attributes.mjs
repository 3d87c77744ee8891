// Attributes (what Fn::GetAtt can name) as read-only properties: setting one is an error of its own, not
// that of an unknown property.

export function markReadOnly(types) {
  for (const document of types.values()) {
    for (const [name, attribute] of Object.entries(document.attributes)) {
      markPath(document, document, name.split('.'), attribute);
    }
  }
}

function markPath(document, schema, [name, ...rest], attribute) {
  const properties = schema.properties;
  if (properties === undefined) return;
  const existing = properties[name];
  if (rest.length === 0) {
    if (existing === undefined) properties[name] = { ...attribute, readOnly: true };
    // A dotted attribute is read-only even where it looks like an input; a top-level one that is also an
    // input can be read and set.
    else if (schema !== document) existing.readOnly = true;
    return;
  }
  if (existing === undefined) {
    properties[name] = { type: 'object', properties: {}, additionalProperties: false, readOnly: true };
    markPath(document, properties[name], rest, attribute);
  } else if (existing.$ref === undefined) {
    markPath(document, existing, rest, attribute);
  } else {
    const definition = document.definitions[existing.$ref.slice('#/definitions/'.length)];
    if (definition) markPath(document, definition, rest, attribute);
  }
}
