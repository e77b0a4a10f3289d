// Python in a worker of its own: Pyodide, the course's library, and what the page's cells import.
// A module, since Pyodide is one; it is started only where pages come over http, and only when asked.
// Every file is on the list of this edition with its sha256, and no other is fetched.

const listed = new Map(); // address → { integrity, name }
const fetched = new Set();
const get = globalThis.fetch;
const tell = (kind, data = {}) => postMessage({ kind, ...data });

globalThis.fetch = async (asked, options) => {
  const address = new URL(asked instanceof Request ? asked.url : asked, import.meta.url).href;
  const file = listed.get(address);
  if (!file) throw new TypeError(`${address} is not among the files of this edition`);
  let response;
  try {
    response = await get(address, { ...options, integrity: file.integrity });
    if (!response.ok) throw new TypeError(`the answer was ${response.status}`);
  } catch (error) {
    const { host } = new URL(address);
    const message = `${file.name} could not be fetched from ${host}, or is not the file that was checked (${error.message})`;
    tell("failed", { message }); // here: Pyodide waits for ever for a part of its own that does not come
    throw new TypeError(message);
  }
  if (!fetched.has(address)) {
    fetched.add(address);
    tell("progress", { name: file.name, done: fetched.size });
  }
  return response;
};

async function start({ files, packages }) {
  const here = (name) => new URL(name, import.meta.url).href;
  for (const { name, sha256, source } of files) {
    listed.set(source ? new URL(name, source).href : here(name), { integrity: `sha256-${sha256}`, name });
  }
  const distribution = files.find(({ source }) => source)?.source ?? here("./");
  // What is imported goes past fetch: it is fetched and checked first, and imported from the cache.
  for (const name of ["pyodide.mjs", "pyodide.asm.mjs"]) await (await fetch(here(name))).arrayBuffer();
  const { loadPyodide } = await import(here("pyodide.mjs"));
  const print = (text) => tell("output", { output: { kind: "stream", data: `${text}\n` } });
  const python = await loadPyodide({
    indexURL: here("./"),
    packageBaseUrl: distribution,
    stdout: print,
    stderr: print,
  });
  const failed = [];
  if (packages.length) {
    const quiet = { messageCallback() {}, errorCallback: (text) => failed.push(text) };
    await python.loadPackage(packages, quiet);
    const missing = packages.filter((name) => !(name in python.loadedPackages));
    if (missing.length) throw new Error(failed.at(-1) ?? `${missing.join(", ")} could not be loaded`);
  }
  for (const { name } of files.filter(({ part }) => part === "wheel")) {
    python.unpackArchive(await (await fetch(here(name))).arrayBuffer(), "whl");
  }
  python.FS.writeFile("cells.py", await (await fetch(here("cells.py"))).text());
  const { Shell } = python.pyimport("cells");
  return Shell((output) => tell("output", { output: JSON.parse(output) }));
}

let shell;
onmessage = async ({ data }) => {
  try {
    if (data.kind === "start") {
      shell = await start(data);
      tell("ready");
    } else {
      tell("ran", { sound: shell.run(data.source, data.number) });
    }
  } catch (error) {
    tell("failed", { message: error.message });
  }
};
