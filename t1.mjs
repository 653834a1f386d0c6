const t0=performance.now();
const { TabEngine } = await import('/tmp/h/brw/browser/target/product/js/core.js');
const t1=performance.now();
const k=new Int8Array(32).map((_, i)=>i*7);
const e=new TabEngine(k,k);
console.log(t1-t0, performance.now()-t1, e.set('home', '', Date.now()));
