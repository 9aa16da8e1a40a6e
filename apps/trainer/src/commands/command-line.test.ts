import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asFlags } from '../../test/as-flags.ts';
import { flagName } from '../config/config-flags.ts';
import { describeField } from '../config/describe-field.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { methods } from '../methods/index.ts';
import { commandHelp, programHelp } from './help.ts';
import { commands } from './index.ts';
import { parseCommandLine } from './parse-command-line.ts';

/** A text however its lines are broken. */
const words = (text: string) => text.split(/\s+/).join(' ');
const named = (name: string) => commands.find((command) => command.name === name)!;

describe('a config on the command line', () => {
  const configurables = [
    { command: 'train', configurable: trainConfig },
    ...Object.values(methods).map((configurable) => ({ command: 'pretrain', configurable })),
  ];

  it('is what was typed, for any part of any preset of train and every method', () => {
    for (const { command, configurable } of configurables) {
      const presets = Object.values(configurable.presets as Record<string, object>);
      const parts = fc
        .tuple(
          fc.constantFrom(...presets),
          fc.integer(),
          fc.double({ min: 1e-9, max: 1e3, noNaN: true }),
        )
        .map(([preset, seed, weightDecay]) => ({ ...preset, seed, weightDecay }));
      fc.assert(
        fc.property(parts, (config) => {
          const argv = ['--data', 's', '--out', 'x', ...asFlags(config)];
          const { config: source } = parseCommandLine(named(command), argv);
          expect(resolveConfig(configurable as typeof trainConfig, [source])).toEqual(config);
        }),
      );
    }
  });

  it('may have negative numbers, lists and objects as values', () => {
    const parse = (...argv: string[]) =>
      parseCommandLine(named('train'), ['--data', 's', '--out', 'x', ...argv]).config.fields;
    expect(parse('--seed', '-1')).toEqual({ seed: -1 });
    expect(parse('--clip-norm=null', '--loss', '{arousal: {ccc: 1}, valence: {mse: 0.5}}')).toEqual(
      {
        clipNorm: null,
        loss: { arousal: { ccc: 1 }, valence: { mse: 0.5 } },
      },
    );
  });
});

describe('a wrong command line is one line that names what was typed', () => {
  it.each([
    ['train', '--out x --epoch 3', "unknown flag --epoch. Did you mean '--epochs'?"],
    ['train', '--out', '--out needs a value.'],
    ['train', '--out --resume', '--out needs a value.'],
    ['train', '--out x --config -c', 'write --config=-c'],
    ['train', '--out=', '--out needs a value'],
    ['train', '--out x --epochs 3 --epochs 4', 'train: --epochs is given twice.'],
    ['train', '--out x --resume --no-resume', 'train: --no-resume is given twice.'],
    ['train', '--out x --resume=yes', '--resume takes no value, got yes.'],
    ['train', '--out x --no-out', 'unknown flag --no-out.'],
    ['train', '--data s --out x --loss {', '--loss cannot be read as YAML'],
    ['synth', '--out x --clips 4', '--clips must be >= 5, got 4.'],
    ['synth', '--out x --clips 5.5', '--clips must be an integer, got 5.5.'],
    ['synth', '--out x --audio mel', '--audio must be one of none, logmel, speech, got "mel".'],
    ['evaluate', 'a b', "unexpected argument 'b'."],
    ['evaluate', '', 'RUN is missing. See ssvaerr evaluate --help.'],
    [
      'preprocess',
      'a --out x --min-seconds 5 --max-seconds 2',
      '--max-seconds must be >= --min-seconds (5)',
    ],
  ])('%s %s', (command, line, message) => {
    const argv = line.split(' ').filter(Boolean);
    const parse = () => parseCommandLine(named(command), argv);
    expect(parse).toThrow(`${command}: `);
    expect(parse).toThrow(message);
  });

  it('whatever it is: no command line crashes the parser', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--', '-', '--out', '--no-resume', '--seed=-1', '-1', '--json=', '--='),
    );
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.array(word), (command, argv) => {
        try {
          parseCommandLine(command, argv);
        } catch (error) {
          expect((error as Error).name).toMatch(/UserError/);
          expect((error as Error).message).not.toMatch(/\n/);
        }
      }),
    );
  });
});

describe('help', () => {
  it('names every command', () => {
    for (const { name, summary } of commands) {
      expect(programHelp(commands)).toContain(name);
      expect(programHelp(commands)).toContain(summary);
    }
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'of %s names every flag with its description, in 100 columns',
    (_, command) => {
      const text = commandHelp(command, undefined);
      const configs = (command.configs ?? []).map(({ fields }) => fields);
      for (const fields of [command.flags, ...configs]) {
        for (const [field, schema] of Object.entries(fields.shape)) {
          expect(text).toContain(`--${flagName(field)}`);
          expect(words(text)).toContain(words(describeField(schema).description));
        }
      }
      expect(text).not.toMatch(/undefined|\[object/);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    },
  );

  it('of a method shows its own fields alone', () => {
    const text = commandHelp(named('pretrain'), 'lira');
    expect(text).toContain('--pairing mean|stack|stride');
    expect(text).not.toContain('--prototypes');
  });
});
