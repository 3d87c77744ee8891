// Fills enums that the service spec lacks from the API of AWS's own SDK: a property of a definition takes the
// enum of the API shape that has the definition's name, a property of a resource that of its create call.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// SDK client -> namespaces of resource types that it serves.
const clients = {
  'api-gateway': ['AWS::ApiGateway'],
  apigatewayv2: ['AWS::ApiGatewayV2'],
  'application-auto-scaling': ['AWS::ApplicationAutoScaling'],
  appsync: ['AWS::AppSync'],
  'auto-scaling': ['AWS::AutoScaling'],
  batch: ['AWS::Batch'],
  budgets: ['AWS::Budgets'],
  cloudfront: ['AWS::CloudFront'],
  cloudwatch: ['AWS::CloudWatch'],
  codebuild: ['AWS::CodeBuild'],
  codedeploy: ['AWS::CodeDeploy'],
  codepipeline: ['AWS::CodePipeline'],
  'cognito-identity-provider': ['AWS::Cognito'],
  'config-service': ['AWS::Config'],
  'database-migration-service': ['AWS::DMS'],
  dynamodb: ['AWS::DynamoDB'],
  ec2: ['AWS::EC2'],
  ecs: ['AWS::ECS'],
  'elastic-load-balancing-v2': ['AWS::ElasticLoadBalancingV2'],
  elasticache: ['AWS::ElastiCache'],
  emr: ['AWS::EMR'],
  eventbridge: ['AWS::Events'],
  fsx: ['AWS::FSx'],
  glue: ['AWS::Glue'],
  lambda: ['AWS::Lambda'],
  'route-53': ['AWS::Route53'],
  ssm: ['AWS::SSM'],
};

// Changes `types` in place. Returns how many enums each client gave.
export function addSdkEnums(types, packages) {
  const counts = {};
  for (const [client, namespaces] of Object.entries(clients)) {
    const folder = join(packages, `@aws-sdk/client-${client}/dist-types/models`);
    if (!existsSync(folder)) throw new Error(`@aws-sdk/client-${client} is not installed: run npm ci in schemas/`);
    const api = readApi(folder);
    counts[client] = 0;
    for (const [name, document] of types) {
      if (!namespaces.some((namespace) => name.startsWith(`${namespace}::`))) continue;
      counts[client] += fillType(name, document, api);
    }
  }
  return counts;
}

// {enums: Map name -> values, shapes: Map name -> Map member (lower case) -> enum name}
function readApi(folder) {
  const api = { enums: new Map(), shapes: new Map() };
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name, body] of text.matchAll(/export declare const (\w+): \{\n([\s\S]*?)\n\};/g)) {
      const values = [...body.matchAll(/readonly [^:]+: ("(?:[^"\\]|\\.)*");/g)].map((match) => JSON.parse(match[1]));
      if (values.length > 0) api.enums.set(name, values);
    }
    for (const [, name, body] of text.matchAll(/export interface (\w+)[^{]*\{\n([\s\S]*?)\n\}/g)) {
      const members = new Map();
      for (const [, member, type] of body.matchAll(/^ {4}(\w+)\??: (\w+)(?:\[\])?(?: \| undefined)?;/gm)) {
        members.set(member.toLowerCase(), type);
      }
      api.shapes.set(name, members);
    }
  }
  return api;
}

function fillType(name, document, api) {
  const resource = name.split('::')[2];
  let count = fill(document, rootShapes(resource), api);
  for (const [definition, schema] of Object.entries(document.definitions)) count += fill(schema, [definition], api);
  return count;
}

function rootShapes(resource) {
  return [
    `Create${resource}Request`, `Create${resource}CommandInput`, `Create${resource}Message`, `Create${resource}Input`,
    `Put${resource}Request`, `Put${resource}Input`, `Publish${resource}Request`, `Create${resource}Type`, `Put${resource}Type`,
    `Register${resource}Request`, `${resource}Configuration`, resource,
  ];
}

function fill(schema, shapeNames, api) {
  let count = 0;
  for (const [property, value] of Object.entries(schema.properties ?? {})) {
    const target = value.type === 'array' ? value.items : value;
    if (target?.type !== 'string' || target.enum || target.readOnly || target.format) continue;
    for (const shapeName of shapeNames) {
      const type = api.shapes.get(shapeName)?.get(property.toLowerCase());
      const values = type && api.enums.get(type);
      if (!values) continue;
      target.enum = values;
      delete target.pattern;
      delete target.minLength;
      delete target.maxLength;
      count += 1;
      break;
    }
  }
  return count;
}
