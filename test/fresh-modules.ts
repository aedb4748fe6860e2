import { vi } from "vitest";

/** Before each test file: its worker forgets the project's modules that the file before it has loaded, and keeps npm's packages. */
vi.resetModules();
