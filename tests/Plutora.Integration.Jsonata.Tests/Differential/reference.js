// Evaluates programs with the reference: one JSON object a line in, one a line out.
const path = require('path');
const jsonata = require(path.join(process.argv[2], 'node_modules', 'jsonata'));

const isFunction = v => typeof v === 'function' || (v && (v._jsonata_lambda || v._jsonata_function));
const plain = (key, v) => isFunction(v) ? null : v;

async function answer(line) {
    const { e, i, b } = JSON.parse(line);
    try {
        const result = await jsonata(e, { timeout: 5000, stack: 302 }).evaluate(i, b);
        return result === undefined ? '{"u":true}' : '{"r":' + JSON.stringify(result, plain) + '}';
    } catch (error) {
        return JSON.stringify({ c: error.code || '', p: error.position || 0, t: error.token === undefined ? '' : String(error.token), m: String(error.message || error) });
    }
}

require('readline').createInterface({ input: process.stdin }).on('line', line => {
    queue = queue.then(async () => process.stdout.write(await answer(line) + '\n'));
});
let queue = Promise.resolve();
