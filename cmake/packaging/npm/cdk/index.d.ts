/** What a VirgaPlugin reports, and when a synth fails. */
export interface VirgaPluginOptions {
  /**
   * The least severity with which a synth fails.
   *
   * @default 'error'
   */
  readonly failOn?: 'error' | 'warning' | 'info' | 'never';
  /**
   * Rules, or beginnings of rule IDs, that are not reported.
   *
   * @default ['W3005', 'W1020'], which are about what the CDK writes by itself
   */
  readonly ignoreChecks?: string[];
  /** Rules that are off by default: `['I', 'V9']`. */
  readonly includeChecks?: string[];
  /**
   * A configuration file of Virga.
   *
   * @default virga.yaml or .cfnlintrc of the working directory or of one of its parents
   */
  readonly configFile?: string;
  /** More arguments for `virga lint`: `['--configure-rule', 'E3012:strict=true']`. */
  readonly extraArguments?: string[];
  /**
   * The program to run.
   *
   * @default the variable VIRGA_PROGRAM, else the program of this package, else `virga` on the PATH
   */
  readonly program?: string;
}

/** A resource, or a construct, that violates a rule. */
export interface VirgaViolatingResource {
  readonly resourceLogicalId: string;
  readonly templatePath: string;
  readonly constructPath?: string;
  readonly locations: string[];
}

export interface VirgaViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly fix?: string;
  readonly ruleMetadata: { readonly [key: string]: string };
  readonly violatingResources: VirgaViolatingResource[];
}

export interface VirgaReport {
  readonly success: boolean;
  readonly violations: VirgaViolation[];
}

/**
 * A policy validation plugin for the AWS CDK: an IPolicyValidationPlugin, and an IPolicyValidationPluginBeta1 for versions
 * of aws-cdk-lib that have only that.
 *
 * @example
 * Validations.of(app).addPlugins(new VirgaPlugin());
 */
export declare class VirgaPlugin {
  readonly name: string;
  readonly version?: string;
  constructor(options?: VirgaPluginOptions);
  validate(context: {
    readonly templatePaths: string[];
    readonly stackTemplates?: ReadonlyArray<{ readonly templatePath: string; readonly stackConstructPath: string }>;
  }): VirgaReport;
}
