/** An example in a docstring, between the fences of an `@example` tag. */
export interface DocExample {
  /** The exported value that the docstring describes. */
  readonly symbol: string;
  readonly code: string;
  /** False after ` ```ts no-run `: the example needs a file, a model or a browser. */
  readonly runs: boolean;
}

const documented =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:abstract |async )*(?:function\*?|const|class) (\w+)/g;
const fenced = /@example\n \* ```ts( no-run)?\n((?: \*.*\n)*?) \* ```/g;

/** Returns the fenced examples of the exported values of a source file, in order. */
export const docExamples = (source: string): DocExample[] =>
  [...source.matchAll(documented)].flatMap(([, doc = '', symbol = '']) =>
    [...doc.matchAll(fenced)].map(([, noRun, code = '']) => ({
      symbol,
      code: code.replace(/^ \* ?/gm, ''),
      runs: noRun === undefined,
    })),
  );
