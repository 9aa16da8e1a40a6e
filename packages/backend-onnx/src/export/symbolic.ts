import { isDeepStrictEqual } from 'node:util';
import type { Constant, Graph, Name, OnnxNode, Port } from '../onnx/model.ts';

// A recorded graph is one of fixed sizes. Recorded for several sizes, it shows what depends on them: the
// same operators on other integers (shapes, bounds of slices), which are then sums of products of sizes.

/** A free size: its name, and where the graph finds it. */
export interface Axis {
  readonly name: string;
  readonly input: Name;
  readonly axis: number;
}

/** Sizes of the axes, in their order, and the graph that was recorded with them. */
export interface Sample {
  readonly sizes: readonly number[];
  readonly graph: Graph;
}

/**
 * Sizes to record with: for each axis one of two in every combination, from which everything follows, and
 * a third one to check it. They are unlikely to be a size of the program itself, and odd and even.
 */
export function sampleSizes(axes: number): number[][] {
  const sizes = [
    [211, 222, 260],
    [307, 318, 350],
    [401, 412, 440],
  ].slice(0, axes);
  const corners = Array.from({ length: 2 ** axes }, (_, corner) =>
    sizes.map((pair, k) => pair[(corner >> k) & 1]!),
  );
  return axes === 0 ? [[]] : [...corners, sizes.map(([, , third]) => third!)];
}

/** Free axes at most: {@link sampleSizes} records 2 ** 3 + 1 times. */
export const mostAxes = 3;

/**
 * One graph for all sizes.
 *
 * @param where the public function, for errors.
 * @param samples of `sampleSizes`, in that order.
 * @throws RangeError if what depends on the sizes is more than shapes, or no sum of products of them.
 */
export function generalise(
  where: string,
  axes: readonly Axis[],
  samples: readonly Sample[],
): Graph {
  const { graph: first, sizes: base } = samples[0]!;
  const names = axes.map(({ name }) => `'${name}'`).join(' and ');
  const refuse = (what: string): never => {
    throw new RangeError(
      `${where}: 'fn' must record the same graph for every ${names}, got ${what} that differs.`,
    );
  };
  for (const { graph } of samples) {
    first.nodes.forEach((node, i) => {
      if (!isDeepStrictEqual(node, graph.nodes[i])) refuse(`an operator (${node.type})`);
    });
    if (graph.nodes.length !== first.nodes.length) refuse('a number of operators');
    if (graph.constants.length !== first.constants.length) refuse('a number of constants');
  }

  const sizes = new SizeNodes(axes);
  const constants: Constant[] = [];
  for (const [i, constant] of first.constants.entries()) {
    const found = samples.map(({ graph }) => graph.constants[i]!);
    const same = found.every(
      ({ name, shape, data }) =>
        name === constant.name &&
        isDeepStrictEqual(shape, constant.shape) &&
        (data === constant.data || isDeepStrictEqual(data, constant.data)),
    );
    if (same) {
      constants.push(constant);
      continue;
    }
    const alike = found.every(
      ({ name, shape, type }) =>
        name === constant.name && type === 'int64' && isDeepStrictEqual(shape, constant.shape),
    );
    if (!alike) refuse(`a constant (${constant.type} [${constant.shape}])`);
    const values = found.map(({ data }) => Array.from(data as BigInt64Array, Number));
    const terms = values[0]!.map((_, k) =>
      polynomial(
        samples.map(({ sizes }) => sizes),
        values.map((value) => value[k]!),
      ),
    );
    if (terms.includes(undefined)) refuse(`a shape (${values[0]})`);
    sizes.write(constant.name, constant.shape, terms as number[][]);
  }
  const symbolic = (ports: 'inputs' | 'outputs') =>
    first[ports].map(
      (port, i): Port => ({
        ...port,
        shape: port.shape.map((size, k) => {
          if (samples.every(({ graph }) => graph[ports][i]!.shape[k] === size)) return size;
          const axis = base.findIndex((_, a) =>
            samples.every((sample) => sample.graph[ports][i]!.shape[k] === sample.sizes[a]),
          );
          return axes[axis]?.name ?? '';
        }),
      }),
    );
  return {
    nodes: [...sizes.nodes, ...first.nodes],
    constants: [...sizes.constants, ...constants],
    inputs: symbolic('inputs'),
    outputs: symbolic('outputs'),
  };
}

/**
 * The coefficients of a value that is a sum of products of different sizes, by subset of the axes (bit k:
 * axis k is a factor).
 *
 * @param samples sizes of each sample, as `sampleSizes` orders them.
 * @returns undefined if there are none that are whole and fit every sample.
 */
export function polynomial(
  samples: readonly (readonly number[])[],
  values: readonly number[],
): number[] | undefined {
  const axes = samples[0]!.length;
  const coefficients = values.slice(0, 2 ** axes);
  // One axis at a time: from the values at its two sizes to constant part and slope.
  for (let k = 0; k < axes; k++) {
    const [low, high] = [samples[0]![k]!, samples[2 ** k]![k]!];
    for (let subset = 0; subset < 2 ** axes; subset++) {
      if ((subset >> k) & 1) continue;
      const [atLow, atHigh] = [coefficients[subset]!, coefficients[subset | (1 << k)]!];
      const slope = (atHigh - atLow) / (high - low);
      coefficients[subset] = atLow - slope * low;
      coefficients[subset | (1 << k)] = slope;
    }
  }
  const fits = samples.every((sizes, i) => {
    const sum = coefficients.reduce((sum, c, subset) => sum + c * product(sizes, subset), 0);
    return sum === values[i];
  });
  return fits && coefficients.every(Number.isInteger) ? coefficients : undefined;
}

const product = (sizes: readonly number[], subset: number) =>
  sizes.reduce((all, size, k) => ((subset >> k) & 1 ? all * size : all), 1);

/** The operators that work out sizes while the graph runs. */
class SizeNodes {
  readonly nodes: OnnxNode[] = [];
  readonly constants: Constant[] = [];
  readonly #axes: readonly Axis[];
  /** Name of a product of sizes, by subset. */
  readonly #products = new Map<number, Name>();

  constructor(axes: readonly Axis[]) {
    this.#axes = axes;
  }

  /** The constant `name`, each entry with coefficients by subset. */
  write(name: Name, shape: readonly number[], terms: readonly (readonly number[])[]): void {
    let sum: Name | undefined;
    const subsets = [...terms[0]!.keys()].filter((s) => terms.some((entry) => entry[s] !== 0));
    subsets.forEach((subset, i) => {
      const isLast = i === subsets.length - 1;
      const coefficients = this.#ints(
        `${name}/by${subset}`,
        shape,
        terms.map((entry) => entry[subset]!),
      );
      // Constant parts come first: a term that is written here always has a factor.
      const term =
        subset === 0
          ? coefficients
          : this.#node(
              'Mul',
              [coefficients, this.#product(subset)],
              isLast && sum === undefined ? name : `${name}/term${subset}`,
            );
      sum =
        sum === undefined
          ? term
          : this.#node('Add', [sum, term], isLast ? name : `${name}/sum${subset}`);
    });
  }

  #product(subset: number): Name {
    const known = this.#products.get(subset);
    if (known !== undefined) return known;
    const highest = 31 - Math.clz32(subset);
    const rest = subset ^ (1 << highest);
    const made = rest
      ? this.#node('Mul', [this.#product(rest), this.#product(1 << highest)], `/sizes${subset}`)
      : this.#size(this.#axes[highest]!);
    this.#products.set(subset, made);
    return made;
  }

  #size({ name, input, axis }: Axis): Name {
    return this.#node('Shape', [input], `/size/${name}`, { start: axis, end: axis + 1 });
  }

  #node(
    type: string,
    inputs: readonly Name[],
    output: Name,
    attributes: OnnxNode['attributes'] = {},
  ): Name {
    this.nodes.push({ name: output, type, domain: '', inputs, outputs: [output], attributes });
    return output;
  }

  #ints(name: Name, shape: readonly number[], values: readonly number[]): Name {
    this.constants.push({ name, type: 'int64', shape, data: BigInt64Array.from(values, BigInt) });
    return name;
  }
}
