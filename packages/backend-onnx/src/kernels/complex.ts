import { type DirectKernel, type Inputs, like, type RecordedKernel } from '../core/kernel.ts';

const complexKernel: DirectKernel = {
  name: 'Complex',
  run: (host, { real, imag }: Inputs<'real' | 'imag'>) => host.makeComplex(real, imag),
};

const part = (name: 'Real' | 'Imag', key: 'real' | 'imag'): DirectKernel => ({
  name,
  anyType: true,
  run(host, { input }: Inputs<'input'>) {
    const x = host.parts(input)[key];
    return host.alias(x, input.shape);
  },
});

/** sqrt(a^2 + b^2), scaled by the larger so that the squares neither overflow nor vanish. */
const hypotenuse: RecordedKernel = {
  name: 'ComplexAbs',
  record: ({ real, imag }: Inputs<'real' | 'imag'>) => ({
    inputs: [real, imag],
    outputs: [like(real)],
  }),
  emit(g, n) {
    const [a, b] = n.all().map((x) => g.op('Abs', [x]));
    const large = g.op('Max', [a!, b!]);
    const zero = g.op('Equal', [large, g.scalar(0)]);
    const ratio = g.op('Div', [g.op('Min', [a!, b!]), g.op('Where', [zero, g.scalar(1), large])]);
    const squares = g.op('Add', [g.op('Mul', [ratio, ratio]), g.scalar(1)]);
    return g.op('Mul', [large, g.op('Sqrt', [squares])]);
  },
};

const complexAbs: DirectKernel = {
  name: 'ComplexAbs',
  anyType: true,
  run: (host, { x }: Inputs<'x'>) => host.record(hypotenuse, host.parts(x)),
};

export const complexNumbers: readonly DirectKernel[] = [
  complexKernel,
  part('Real', 'real'),
  part('Imag', 'imag'),
  complexAbs,
];
