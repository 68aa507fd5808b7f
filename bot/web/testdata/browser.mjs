// Drives a browser over the pages: node browser.mjs '{"base":…}'. It prints a
// line for each finding and ends with 1 if there is any. TestBrowser starts it.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const {base, foreign, modules, chromium: path, pages, correction, profile} = JSON.parse(process.argv[2]);
const require = createRequire(modules + '/');
const {chromium} = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const findings = [];
const finding = (where, what) => { findings.push(`${where}: ${what}`); console.log(`${where}: ${what}`); };
const expect = (ok, where, what) => { if (!ok) finding(where, what); };

const browser = await chromium.launch({executablePath: path, args: ['--no-sandbox']});

// open gives a page that reports each request that leaves the server.
async function open(options, own = [base]) {
	const context = await browser.newContext({viewport: {width: 1000, height: 800}, ...options});
	const page = await context.newPage();
	page.on('request', r => { const u = r.url(); if (!u.startsWith('data:') && !own.some(o => u.startsWith(o + '/'))) finding(page.url(), 'asks ' + u); });
	page.on('console', m => { if (m.type() === 'error' && !/status of (404|410|429)/.test(m.text())) finding(page.url(), 'console: ' + m.text()); });
	return page;
}

// Without script: ask, open the evidence, follow the correction, take the CSV.
{
	const page = await open({javaScriptEnabled: false, acceptDownloads: true});
	await page.goto(base + '/');
	await page.fill('#q', 'spain 2024 as of 2024-07-01');
	await page.click('form.ask button');
	expect(await page.locator('h1').innerText().then(t => t.includes('1.28')), 'ask', 'no 1.28 in the headline');
	await page.click('a.ref');
	expect(new URL(page.url()).pathname === correction, 'evidence', `opened ${page.url()}, not ${correction}`);
	const [download] = await Promise.all([page.waitForEvent('download'), page.click('.files a:text-is("CSV")')]);
	const csv = readFileSync(await download.path(), 'utf8');
	expect(csv.startsWith('ally,year,measure,value,estimate,edition,source') && csv.includes('ESP,2024,share_of_gdp_pct,1.28,true,nato-2024-06'), 'csv', csv.slice(0, 200));
	await page.click('.banner a[rel=successor-version]');
	expect(await page.locator('h1').innerText().then(t => t.includes('1.42')), 'correction', 'no 1.42 in the headline of the successor');
	await page.context().close();
}

// Keyboard alone: skip link, field, answer.
{
	const page = await open({});
	await page.goto(base + profile);
	await page.keyboard.press('Tab');
	expect(await page.evaluate(() => document.activeElement.className === 'skip'), 'keyboard', 'the first stop is not the skip link');
	await page.goto(base + '/');
	expect(await page.evaluate(() => document.activeElement.id === 'q'), 'keyboard', 'the field is not ready to type in');
	await page.keyboard.type('top 5');
	await page.keyboard.press('Enter');
	await page.waitForURL('**/?q=top+5');
	const stops = new Set();
	for (let i = 0; i < 60; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement, s = getComputedStyle(e);
			return e === document.body ? '' : `${e.tagName} ${e.textContent.trim().slice(0, 30)}|${s.outlineStyle}`;
		});
		if (at === '') break;
		if (at.endsWith('|none') && !at.startsWith('A Skip')) finding('keyboard', 'no focus is seen on ' + at);
		stops.add(at.split('|')[0]);
	}
	for (const want of ['A Allies', 'INPUT', 'BUTTON Ask', 'A CSV']) expect([...stops].some(s => s.startsWith(want)), 'keyboard', `${want} is not reached`);
	await page.context().close();
}

// In a frame on another origin; no other page lets itself be framed.
{
	const page = await open({}, [base, foreign]);
	await page.goto(foreign + '/?' + encodeURIComponent(profile + '/embed'));
	const frame = page.frameLocator('iframe');
	expect(await frame.locator('h1').innerText().then(t => t.includes('2.00 %')), 'embed', 'no figure in the frame');
	await page.context().close();
	const other = await (await browser.newContext()).newPage();
	await other.goto(foreign + '/?' + encodeURIComponent(profile));
	expect(await other.frameLocator('iframe').locator('h1').count() === 0, 'frame', 'a page lets itself be framed');
	await other.context().close();
}

// Narrow, large, in forced colours, in print: nothing is wider than the page.
for (const [name, options, media] of [['320 px', {viewport: {width: 320, height: 640}}], ['forced colours', {forcedColors: 'active'}], ['dark', {colorScheme: 'dark'}], ['print', {}, {media: 'print'}], ['zoomed', {viewport: {width: 500, height: 400}, deviceScaleFactor: 2}]]) {
	const page = await open(options);
	for (const p of ['/', '/allies', '/editions', '/commitments', '/meetings', '/check', profile, correction, '/nowhere', ...pages.slice(0, 6)]) {
		await page.goto(base + p);
		if (media) await page.emulateMedia(media);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(wide <= 0, `${name} ${p}`, `${wide} px wider than the window`);
		expect(await page.locator('h1').isVisible(), `${name} ${p}`, 'no heading is seen');
	}
	await page.context().close();
}

// axe-core over every page that is given: all rules in one colour scheme, those
// of colours in the other. Pages wait for nothing, so several are open at once.
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const waiting = ['/', '/?q=spain', '/?q=spian', '/allies', '/allies/esp', '/editions', '/commitments', '/meetings', '/meetings/2025-03-13', '/check', '/check?text=In+2024+Spain+spent+1.95%25+of+GDP+on+defence.', '/nowhere', correction, profile + '/embed', '/?lang=tr', '/allies?lang=fr', '/editions?lang=de', '/meetings?lang=pl', '/check?lang=es', ...pages];
const total = waiting.length;
let audited = 0;
async function audit() {
	const page = await open({colorScheme: 'light'});
	for (let p; (p = waiting.shift()) !== undefined; audited++) {
		await page.goto(base + p, {waitUntil: 'domcontentloaded'});
		await page.evaluate(axe);
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({colorScheme});
			const result = await page.evaluate(only => axe.run({runOnly: only, resultTypes: ['violations']}), colorScheme === 'light' ? rules : {type: 'rule', values: ['color-contrast', 'link-in-text-block']});
			for (const v of result.violations) finding(`axe ${colorScheme} ${p}`, `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
		}
	}
	await page.context().close();
}
await Promise.all([audit(), audit()]);
expect(audited === total, 'axe', `${audited} of ${total} pages were read`);
await browser.close();
console.log(`${total} pages in two colour schemes, ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
