// Templates that grow: kind by kind, a text of n units. What is read, judged or expanded for a unit must not hang on how many
// others there are. Each kind is {name, text(n), args}, where args(file) is the command line; the default is lint with all rules.
// Where work does grow faster, `most` bounds it: millions of instructions for 500 units, the most that CloudFormation takes. `why`
// tells what it is.

const each = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join("");
const resources = (n, line) => `Resources:\n${each(n, line)}`;
const topic = "  Topic:\n    Type: AWS::SNS::Topic\n";
const queue = (i, properties = "") =>
  `  Queue${i}:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Delete\n    UpdateReplacePolicy: Delete\n` +
  `    Properties:\n      MessageRetentionPeriod: 345600\n${properties}`;
const language = "Transform: AWS::LanguageExtensions\n";
const serverless = "Transform: AWS::Serverless-2016-10-31\n";
const handler = "      Runtime: nodejs22.x\n      Handler: index.handler\n      InlineCode: exports.handler = async () => 1\n";
const samFunction = (i, more = "") => `  Function${i}:\n    Type: AWS::Serverless::Function\n    Properties:\n${handler}${more}`;
const ports = (i) => `IpProtocol: tcp, FromPort: ${1 + (i % 60000)}, ToPort: ${1 + (i % 60000)}`;
const lint = (file) => ["lint", "-c", "I", "-f", "json", "--", file];
const expand = (file) => ["expand", "-d", "json", file];
const evaluate = (file) => ["eval", file];

export const kinds = [
  { name: "queues", text: (n) => resources(n, (i) => queue(i)) },
  {
    name: "roles with policies",
    text: (n) => resources(n, (i) => `  Role${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{ Effect: Allow, Action: [s3:GetObject], Resource: !Sub 'arn:aws:s3:::b\${AWS::AccountId}/${i}/*' }]
`),
  },
  { name: "resources with names", text: (n) => resources(n, (i) => queue(i, `      QueueName: name-${i}\n`)) },
  { name: "resources of one name", text: (n) => resources(n, (i) => queue(i, "      QueueName: name\n")) },
  { name: "chain of DependsOn", text: (n) => resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n${i ? `    DependsOn: T${i - 1}\n` : ""}`) },
  {
    name: "references to one resource",
    text: (n) => resources(n, (i) => `  A${i}:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Topic]\n      PolicyDocument: {}\n`) + topic,
  },
  {
    name: "circle of references",
    why: "each resource of a circle is reported with the circle, up to a length", most: 450,
    text: (n) => resources(n, (i) => queue(i, `      RedrivePolicy: { deadLetterTargetArn: !GetAtt Queue${(i + 1) % n}.Arn, maxReceiveCount: 3 }\n`)),
  },
  {
    name: "pairs that refer to each other",
    text: (n) => resources(n, (i) => queue(i, `      RedrivePolicy: { deadLetterTargetArn: !GetAtt Queue${i ^ 1}.Arn, maxReceiveCount: 3 }\n`)),
  },
  { name: "undefined references", why: "near names are looked for among all, up to a number", most: 350, text: (n) => resources(n, (i) => queue(i, `      KmsMasterKeyId: !Ref Queu${i}\n`)) },
  { name: "unknown properties", text: (n) => resources(n, (i) => queue(i, `      VisibilityTimeOut${i}: 3\n`)) },
  { name: "unknown properties of one resource", text: (n) => `Resources:\n${queue(0, each(n, (i) => `      DelaySecnds${i}: 1\n`))}` },
  { name: "unknown types", text: (n) => resources(n, (i) => `  R${i}:\n    Type: AWS::SQS::Quue${i}\n`) },
  { name: "wrong values", text: (n) => resources(n, (i) => queue(i, `      DelaySeconds: x${i}\n`)) },
  {
    name: "conditions on one parameter",
    text: (n) => `Parameters:\n  P: { Type: String }\nConditions:\n${each(n, (i) => `  C${i}: !Equals [!Ref P, v${i}]\n`)}` +
      resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n    Condition: C${i}\n`),
  },
  {
    name: "conditions that need each other",
    text: (n) => `Parameters:\n  P: { Type: String }\nConditions:\n  C0: !Equals [!Ref P, a]\n` +
      each(n, (i) => `  C${i + 1}: !Or [!Not [!Condition C${i}], !Equals [!Ref P, v${i}]]\n`) +
      resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n    Condition: C${i}\n`),
  },
  {
    name: "references under conditions",
    text: (n) => `Parameters:\n${each(n, (i) => `  P${i}: { Type: String }\n`)}Conditions:\n${each(n, (i) => `  C${i}: !Equals [!Ref P${i}, a]\n`)}` +
      resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n    Condition: C${i}\n`) +
      `Outputs:\n${each(n, (i) => `  O${i}:\n    Value: !Ref T${i}\n`)}`,
  },
  {
    name: "branches of Fn::If",
    why: "the conditions of one parameter exclude each other; the solver has a budget", most: 700,
    text: (n) => `Parameters:\n  P: { Type: String }\nConditions:\n${each(n, (i) => `  C${i}: !Equals [!Ref P, v${i}]\n`)}` +
      resources(n, (i) => queue(i, `      DelaySeconds: !If [C${i}, 1, !Ref AWS::NoValue]\n`)),
  },
  { name: "mappings", text: (n) => `Mappings:\n${each(n, (i) => `  M${i}: { a: { b: ${i % 900} } }\n`)}` + resources(n, (i) => queue(i, `      DelaySeconds: !FindInMap [M${i}, a, b]\n`)) },
  {
    name: "keys of one mapping",
    text: (n) => `Parameters:\n  P: { Type: String }\nMappings:\n  M:\n${each(n, (i) => `    k${i}: { b: ${i % 900} }\n`)}Resources:\n${queue(0, "      DelaySeconds: !FindInMap [M, !Ref P, b]\n")}`,
  },
  { name: "parameters", text: (n) => `Parameters:\n${each(n, (i) => `  P${i}: { Type: String, Default: a }\n`)}` + resources(n, (i) => queue(i, `      QueueName: !Ref P${i}\n`)) },
  { name: "values of a parameter", text: (n) => `Parameters:\n  P:\n    Type: String\n    AllowedValues:\n${each(n, (i) => `      - v${i}\n`)}Resources:\n${queue(0, "      QueueName: !Ref P\n")}` },
  { name: "outputs with exports", text: (n) => `Resources:\n${topic}Outputs:\n${each(n, (i) => `  O${i}:\n    Value: !Ref Topic\n    Export: { Name: e${i} }\n`)}` },
  { name: "variables of Fn::Sub", text: (n) => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub "${each(n, () => "${AWS::Region} ")}"\n` },
  {
    name: "variables that Fn::Sub defines",
    text: (n) => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Sub\n        - "${each(n, (i) => `\${V${i}} `)}"\n` +
      `        - { ${each(n, (i) => `V${i}: a, `)} }\n`,
  },
  { name: "items of Fn::Join", text: (n) => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: !Join\n        - ''\n        -\n${each(n, (i) => `          - !Sub a${i}\n`)}` },
  { name: "ignore comments", text: (n) => resources(n, (i) => `  # virga: ignore[E3012]\n${queue(i, `      DelaySeconds: x # virga: ignore[E3012]\n`)}`) },
  { name: "statements of a policy", text: (n) => `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n${each(n, (i) => `          - { Sid: S${i}, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::b/${i}' }\n`)}` },
  { name: "rules of a security group", text: (n) => `Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: g\n      SecurityGroupIngress:\n${each(n, (i) => `        - { ${ports(i)}, CidrIp: 10.0.${i % 256}.0/24 }\n`)}` },
  { name: "tags", text: (n) => `Resources:\n${queue(0, `      Tags:\n${each(n, (i) => `        - { Key: k${i}, Value: v }\n`)}`)}` },
  {
    name: "subnets of a VPC",
    text: (n) => `Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/8 }\n` +
      each(n, (i) => `  S${i}:\n    Type: AWS::EC2::Subnet\n    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.${i >> 8}.${i & 255}.0/24 }\n`),
  },
  {
    name: "subnets with route tables",
    text: (n) => resources(n, (i) => `  A${i}:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Properties: { SubnetId: subnet-${String(i).padStart(8, "0")}, RouteTableId: rtb-12345678 }\n`),
  },
  {
    name: "functions and permissions",
    text: (n) => `Parameters:\n  Role: { Type: String }\n` + resources(n, (i) => `  F${i}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !Ref Role
      Code: { ZipFile: exports.handler = async () => 1 }
  P${i}:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref F${i}, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com }
`),
  },
  {
    name: "services and task definitions",
    text: (n) => resources(n, (i) => `  T${i}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{ Name: a, Image: b, Memory: 128 }]
  S${i}:
    Type: AWS::ECS::Service
    Properties: { TaskDefinition: !Ref T${i} }
`),
  },
  {
    name: "states of a machine",
    text: (n) => `Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::123456789012:role/r\n      Definition:\n        StartAt: S0\n        States:\n` +
      each(n, (i) => `          S${i}: { Type: Pass, ${i === n - 1 ? "End: true" : `Next: S${i + 1}`} }\n`),
  },
  { name: "stages of a pipeline", text: (n) => `Resources:\n  P:\n    Type: AWS::CodePipeline::Pipeline\n    Properties:\n      RoleArn: arn:aws:iam::123456789012:role/r\n      ArtifactStore: { Type: S3, Location: b }\n      Stages:\n${each(n, (i) => `        - { Name: S${i}, Actions: [{ Name: A${i}, ActionTypeId: { Category: Approval, Owner: AWS, Provider: Manual, Version: '1' } }] }\n`)}` },
  { name: "duplicate keys", text: (n) => `Resources:\n${topic.repeat(n)}` },
  { name: "equal items of a list", text: (n) => `Resources:\n  V:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties:\n      Subnets:\n${each(n, () => "        - subnet-12345678\n")}` },
  { name: "aliases", text: (n) => `Metadata:\n  A: &a { B: [1, 2, 3] }\n  C:\n${each(n, () => "    - *a\n")}Resources:\n${topic}` },
  { name: "syntax errors", text: (n) => resources(n, (i) => `  R${i}\n    Type: AWS::SNS::Topic\n`) },
  { name: "one long line of JSON", text: (n) => `{"Resources":{${each(n, (i) => `${i ? "," : ""}"R${i}":{"Type":"AWS::SNS::Topic"}`)}}}` },

  // Loops and SAM, linted and expanded.
  ...[["lint", lint], ["expand", expand]].flatMap(([command, args]) => [
    { name: `${command}: iterations of a loop`, args, text: (n) => `${language}Resources:\n  Fn::ForEach::L:\n    - I\n    - [${each(n, (i) => `${i ? ", " : ""}A${i}`)}]\n    - T\${I}:\n        Type: AWS::SNS::Topic\n        Properties: { DisplayName: !Sub "a \${I}" }\n` },
    { name: `${command}: loops`, args, text: (n) => `${language}Resources:\n${each(n, (i) => `  Fn::ForEach::L${i}: [I, [A], { "T${i}\${I}": { Type: AWS::SNS::Topic } }]\n`)}` },
    { name: `${command}: SAM functions`, args, text: (n) => serverless + resources(n, (i) => samFunction(i)) },
    { name: `${command}: SAM functions with Globals`, args, text: (n) => `${serverless}Globals:\n  Function:\n    Timeout: 3\n    Environment: { Variables: { A: b } }\n    Tags: { a: b }\n` + resources(n, (i) => samFunction(i, "      Tags: { c: d }\n")) },
    { name: `${command}: SAM API routes`, args, why: "the order of paths is that of Python's dictionaries, which are copied for each event", most: command === "lint" ? 400 : 280, text: (n) => serverless + resources(n, (i) => samFunction(i, `      Events: { E: { Type: Api, Properties: { Path: /p${i}, Method: get } } }\n`)) },
    { name: `${command}: SAM HTTP routes`, args, text: (n) => serverless + resources(n, (i) => samFunction(i, `      Events: { E: { Type: HttpApi, Properties: { Path: /p${i}, Method: get } } }\n`)) },
    { name: `${command}: SAM events of one function`, args, text: (n) => `${serverless}Resources:\n${samFunction(0, `      Events:\n${each(n, (i) => `        E${i}: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }\n`)}`)}` },
    { name: `${command}: SAM tables and connectors`, args, text: (n) => serverless + resources(n, (i) => `${samFunction(i)}  Table${i}: { Type: AWS::Serverless::SimpleTable }\n  C${i}:\n    Type: AWS::Serverless::Connector\n    Properties: { Source: { Id: Function${i} }, Destination: { Id: Table${i} }, Permissions: [Read] }\n`) },
  ]),

  // The other commands.
  { name: "eval: conditions", args: evaluate, text: (n) => `Parameters:\n  P: { Type: String, Default: v1 }\nConditions:\n${each(n, (i) => `  C${i}: !Equals [!Ref P, v${i}]\n`)}` + resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n    Condition: C${i}\n`) },
  { name: "eval: mappings", args: evaluate, text: (n) => `Mappings:\n${each(n, (i) => `  M${i}: { a: { b: ${i} } }\n`)}` + resources(n, (i) => queue(i, `      DelaySeconds: !FindInMap [M${i}, a, b]\n`)) },
  { name: "fmt", args: (file) => ["fmt", "--diff", file], text: (n) => resources(n, (i) => queue(i, "      Tags:   [ {Key: a,  Value: b} ]\n")) },
  { name: "graph", args: (file) => ["graph", file], text: (n) => resources(n, (i) => `  T${i}:\n    Type: AWS::SNS::Topic\n${i ? `    DependsOn: T${i - 1}\n` : ""}`) },
  { name: "deploy-plan", args: (file) => ["deploy-plan", file], text: (n) => serverless + resources(n, (i) => samFunction(i)) },
  { name: "lint --diff", args: (file) => ["lint", "--diff", "--unsafe-fixes", file], text: (n) => resources(n, (i) => queue(i, "      DelaySecnds: 3\n")) },
  { name: "diff: changed values", args: (file) => ["diff", file, `${file}.new`], text: (n) => resources(n, (i) => queue(i)), after: (n) => resources(n, (i) => queue(i, `      DelaySeconds: 3\n`)) },
  { name: "diff: renamed resources", args: (file) => ["diff", file, `${file}.new`], text: (n) => resources(n, (i) => queue(i)), after: (n) => resources(n, (i) => queue(`New${i}`)) },
  { name: "diff: removed resources", args: (file) => ["diff", file, `${file}.new`], text: (n) => resources(n, (i) => queue(i)), after: () => `Resources:\n${topic}` },
].map((kind) => ({ args: lint, ...kind }));
