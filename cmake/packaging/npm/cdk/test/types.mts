// The plugin is what both of the CDK's interfaces ask for; only the compiler reads this.
import type { IPolicyValidationPlugin, IPolicyValidationPluginBeta1 } from 'aws-cdk-lib';
import { VirgaPlugin } from '../index.js';

export const plugin: IPolicyValidationPlugin = new VirgaPlugin({ failOn: 'warning', includeChecks: ['I', 'V9'] });
export const beta: IPolicyValidationPluginBeta1 = new VirgaPlugin();
// @ts-expect-error: no such severity
new VirgaPlugin({ failOn: 'sometimes' });
