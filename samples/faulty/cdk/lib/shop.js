const { Stack, Duration } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');

class Shop extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const artifacts = s3.Bucket.fromBucketName(this, 'Artifacts', 'shop-artifacts');
    const orders = new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.seconds(30) });
    new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_16_X,
      handler: 'index.handler',
      code: lambda.Code.fromBucket(artifacts, 'handler.zip'),
      environment: { ORDERS: orders.queueUrl },
    });
    orders.node.defaultChild.addPropertyOverride('MessageRetentionPeriod', 1_300_000);
  }
}
module.exports = { Shop };
