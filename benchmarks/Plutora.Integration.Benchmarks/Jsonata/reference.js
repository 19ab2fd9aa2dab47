// Measures the reference: one request a line in ({expression, files, seconds, functions}), the number of records a second out.
const fs = require('fs');
const path = require('path');
const jsonata = require(path.join(process.argv[2], 'node_modules', 'jsonata'));

const each = (value, apply) => value === undefined || value === null ? undefined : Array.isArray(value) ? value.map(apply) : apply(value);
const tables = { state: { open: 'open', closed: 'closed' }, person: { User: 'user', Bot: 'bot' } };

function compile(expression) {
    const compiled = jsonata(expression);
    compiled.registerFunction('table', (name, value) => each(value, v => (tables[name] || {})[v] || 'other'));
    compiled.registerFunction('id', (entity, value) => each(value, v => ({ id: `github/${entity}/${v}` })));
    compiled.registerFunction('alias', (entity, value) => each(value, v => ({ entity, alias: String(v) })));
    compiled.registerFunction('instant', value => each(value, v => v));
    return compiled;
}

async function measure({ expression, files, seconds }) {
    const texts = files.map(file => fs.readFileSync(file));
    const compiled = compile(expression);
    let records = 0;
    const used = process.cpuUsage();
    const end = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
    while (process.hrtime.bigint() < end) {
        for (const text of texts) {
            Buffer.from(JSON.stringify(await compiled.evaluate(JSON.parse(text))));
            records++;
        }
    }
    const { user, system } = process.cpuUsage(used);
    return { rate: records / ((user + system) / 1e6) };
}

async function sample({ expression, files }) {
    return { result: await compile(expression).evaluate(JSON.parse(fs.readFileSync(files[0]))) };
}

let queue = Promise.resolve();
require('readline').createInterface({ input: process.stdin }).on('line', line => {
    const request = JSON.parse(line);
    queue = queue.then(async () => process.stdout.write(JSON.stringify(await (request.seconds > 0 ? measure(request) : sample(request))) + '\n'));
});
