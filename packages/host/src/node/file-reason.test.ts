import { FileError, UserError } from '@ssvaerr/host';
import { describe, expect, it } from 'vitest';
import { asFileError } from './file-reason.ts';

const errno = (code: unknown) => Object.assign(new Error('no'), { code });

describe('asFileError', () => {
  it('says what the operating system said, and keeps it as the cause', () => {
    const cause = errno('EACCES');
    const error = asFileError('a.txt', cause) as FileError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe('a.txt: cannot be accessed: permission denied.');
    expect([error.name, error.file, error.cause]).toEqual(['FileError', 'a.txt', cause]);
    expect(error.what).toBe('cannot be accessed: permission denied.');
  });

  it('names a code that it has no words for', () => {
    expect(asFileError('a', errno('E2BIG'))).toEqual(new FileError('a', 'failed with E2BIG.'));
  });

  it.each([
    new TypeError('a bug'),
    errno('ERR_INVALID_ARG_VALUE'),
    errno(5),
    new FileError('b', 'is empty.'),
    undefined,
  ])('returns %s as it is', (error) => {
    expect(asFileError('a', error)).toBe(error);
  });
});
