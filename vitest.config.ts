import { defineConfig } from 'vitest/config';
import { CountReporter } from './tools/count-reporter.ts';

export default defineConfig({
  test: {
    projects: ['packages/*', 'packages/backend-onnx/goldens', 'apps/trainer'],
    reporters: ['default', new CountReporter()],
    coverage: { provider: 'v8', include: ['packages/*/src/**', 'apps/*/src/**'] },
  },
});
