// A small app with faults: two stacks, one with a nested stack. Environment: OUT is the folder of the assembly, BETA=1
// registers the plugin as older versions of the CDK do, OPTIONS are those of the plugin, as JSON.
'use strict';
const cdk = require('aws-cdk-lib');
const { aws_lambda: lambda, aws_s3: s3, aws_sqs: sqs } = cdk;
const { VirgaPlugin } = require('../index.js');

class Shop extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new sqs.Queue(this, 'Orders');
    new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_16_X,
      handler: 'index.handler',
      code: lambda.Code.fromBucket(s3.Bucket.fromBucketName(this, 'Code', 'code-bucket'), 'shop.zip'),
    });
    new s3.CfnBucket(this, 'Archive', { bucketName: 'Shop_Archive' });
    new cdk.CfnParameter(this, 'Unused');
    const inner = new cdk.NestedStack(this, 'Inner');
    new s3.CfnBucket(inner, 'Logs', { bucketName: 'Shop_Logs' });
  }
}

const plugin = new VirgaPlugin(JSON.parse(process.env.OPTIONS ?? '{}'));
const validate = plugin.validate.bind(plugin);
plugin.validate = (context) => {
  const started = process.hrtime.bigint();
  const report = validate(context);
  process.stdout.write(`${JSON.stringify({ milliseconds: Number(process.hrtime.bigint() - started) / 1e6, report })}\n`);
  return report;
};
const beta = process.env.BETA === '1';
const app = new cdk.App({
  outdir: process.env.OUT,
  analyticsReporting: false,
  builtinCloudFormationValidation: false,
  confirmValidationPluginsDoNotMutate: true,
  ...(beta ? { policyValidationBeta1: [plugin] } : {}),
});
if (!beta) cdk.Validations.of(app).addPlugins(plugin);
new Shop(app, 'Shop', { env: { region: 'eu-west-1', account: '123456789012' } });
new Shop(new cdk.Stage(app, 'Prod'), 'Shop');
app.synth();
