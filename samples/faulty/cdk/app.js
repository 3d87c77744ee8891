const { App } = require('aws-cdk-lib');
const { Shop } = require('./lib/shop');

const app = new App();
new Shop(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
