#!/usr/bin/env bash
# cldr-localenames-full 48.2.0 (Unicode CLDR, npm): the Romanian variant name of
# Türkiye is the placeholder "TR-variant".
#
# Each other language that has a variant of TR has a name there: "Türkiye" in
# French, Italian or Dutch, "Turkey" in English. Who reads every alternative as
# a name under which a country may be asked for takes "TR-variant" in; who
# prefers the variant, for that is Türkiye's own wish, prints it to Romanians.
# No other territory in any of the languages has such a value.
#
# Output seen (Node 20.20.2):
#
#	en  Türkiye   | variant: Turkey
#	fr  Turquie   | variant: Türkiye
#	it  Turchia   | variant: Türkiye
#	nl  Turkije   | variant: Türkiye
#	ro  Turcia    | variant: TR-variant
#	placeholders: ro TR-alt-variant = TR-variant; ro-MD TR-alt-variant = TR-variant
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts cldr-localenames-full@48.2.0
cat >main.cjs <<'JS'
const fs = require('fs');
const root = 'node_modules/cldr-localenames-full/main/';
const names = l => JSON.parse(fs.readFileSync(root + l + '/territories.json')).main[l].localeDisplayNames.territories;
for (const l of ['en', 'fr', 'it', 'nl', 'ro']) console.log(l.padEnd(3), names(l).TR.padEnd(9), '| variant:', names(l)['TR-alt-variant']);
const odd = [];
for (const l of fs.readdirSync(root).sort()) {
	if (!fs.existsSync(root + l + '/territories.json')) continue;
	for (const [key, name] of Object.entries(names(l))) {
		if (/^[A-Z]{2}-(alt-)?(variant|short)$/.test(name)) odd.push(`${l} ${key} = ${name}`);
	}
}
console.log('placeholders:', odd.join('; '));
if (names('ro')['TR-alt-variant'] !== 'TR-variant' || odd.length !== 2) {
	console.log('CHANGED: not as stated');
	process.exit(1);
}
JS
node main.cjs
