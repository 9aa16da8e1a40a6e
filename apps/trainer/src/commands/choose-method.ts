import { UserError } from '@ssvaerr/host';
import type { ConfigSource } from '../config/resolve-config.ts';
import type { FlaggedConfig } from './command.ts';

/**
 * Finds the method that the sources of a config name; the last one that names a method decides.
 *
 * @throws UserError if none is named, if there is no such method, or for a field that only other methods have.
 */
export function chooseMethod<Method extends FlaggedConfig>(
  methods: readonly Method[],
  sources: readonly ConfigSource[],
): Method {
  const names = methods.map(({ name }) => name).join(', ');
  const source = sources.findLast(({ fields }) => fields.method !== undefined);
  if (!source) {
    const { origin } = sources.at(-1)!;
    throw new UserError(`${origin}: --method is missing. It must be one of ${names}.`);
  }
  const { method: wanted } = source.fields;
  const method = methods.find(({ name }) => name === wanted);
  if (!method) {
    throw new UserError(
      `${source.origin}: ${nameIn(source, 'method')} must be one of ${names}, got ${JSON.stringify(wanted)}.`,
    );
  }
  for (const source of sources) assertHas(method, methods, source);
  return method;
}

function assertHas(
  method: FlaggedConfig,
  methods: readonly FlaggedConfig[],
  source: ConfigSource,
): void {
  for (const field of Object.keys(source.fields)) {
    if (field in method.fields.shape) continue;
    const owners = methods.filter(({ fields }) => field in fields.shape).map(({ name }) => name);
    if (owners.length === 0) continue; // the schema suggests the nearest one
    const belongs = `belongs to method ${owners.join(' and ')}, not ${method.name}`;
    throw new UserError(`${source.origin}: ${nameIn(source, field)} ${belongs}.`);
  }
}

const nameIn = ({ nameOf = (field) => `'${field}'` }: ConfigSource, field: string) => nameOf(field);
