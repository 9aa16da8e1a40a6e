/** An example in a docstring, between the fences of an `@example` tag. */
export interface DocExample {
  /** The exported value that the docstring describes. */
  readonly symbol: string;
  readonly code: string;
}

const documented =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:abstract |async )*(?:function\*?|const|class) (\w+)/g;
const fenced = /@example\n \* ```ts\n((?: \*.*\n)*?) \* ```/g;

/** The fenced examples of the exported values of a source file, in order. */
export const docExamples = (source: string): DocExample[] =>
  [...source.matchAll(documented)].flatMap(([, doc = '', symbol = '']) =>
    [...doc.matchAll(fenced)].map(([, code = '']) => ({
      symbol,
      code: code.replace(/^ \* ?/gm, ''),
    })),
  );
