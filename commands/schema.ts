/** `heptad schema`: the JSON Schema of plan files, for editors that complete and check while a plan is written. */
import type { Command } from 'commander';
import { editorSchema, SCHEMA_PATH } from '../shared/plan/editor-schema.ts';
import { say } from './say.ts';

/** Adds the command. */
export const addSchema = (program: Command): void =>
  void program
    .command('schema')
    .description('print the JSON Schema (2020-12) of plan files, for editors')
    .addHelpText('after', `\nA running heptad serves it at ${SCHEMA_PATH}. An editor with the YAML language server takes it from the first line of a file:\n  # yaml-language-server: $schema=./plan.schema.json\n\nExample:\n  heptad schema > plan.schema.json\n`)
    .action(() => say(JSON.stringify(editorSchema(), null, 2)));
