import * as z from 'zod';

/** Kinds of fields that several configs have. */
export const count = z.int().min(1);
export const weight = z.number().min(0);
export const positive = z.number().positive();
export const share = z.number().min(0).max(1);

/** The lower and the upper end of a share, such as `[0.4, 1]`. */
export const shareRange = z.tuple([share, share]).refine(([low, high]) => low > 0 && low <= high, {
  message: 'be two shares in ascending order, such as [0.4, 1]',
});

/** A rule between fields: what `field` must be where it is not. */
export type Rule<Config> = (
  config: Config,
) => { readonly field: keyof Config & string; readonly must: string } | false;

/** Adds rules between fields to a schema; the first one that is broken is reported, at its field. */
export const withRules =
  <Config>(rules: readonly Rule<Config>[]) =>
  (context: z.core.ParsePayload<Config>): void => {
    for (const rule of rules) {
      const broken = rule(context.value);
      if (!broken) continue;
      const { field, must } = broken;
      context.issues.push({ code: 'custom', path: [field], message: must, input: context.value });
      return;
    }
  };

/** Something that is configured: its fields one by one, the same with the rules between them, its presets. */
export interface Configurable<Config extends { readonly preset: string } = never> {
  /** Every field with its description: the source of flags, help texts and tables. */
  readonly fields: z.ZodObject;
  /** `fields` with the rules between them. */
  readonly schema: z.ZodType<Config>;
  /** Complete configs by name. The first one is the default. */
  readonly presets: Readonly<Record<string, Config>>;
}
