const { Stack, NestedStack, RemovalPolicy } = require('aws-cdk-lib');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const lambda = require('aws-cdk-lib/aws-lambda');
const sqs = require('aws-cdk-lib/aws-sqs');

class Mail extends NestedStack {
  constructor(scope, id) {
    super(scope, id);
    new sqs.Queue(this, 'Queue');
  }
}

class Shop extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const orders = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_16_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      environment: { TABLE: orders.tableName },
    });
    new Mail(this, 'Mail');
  }
}
module.exports = { Shop };
