#[path = "common/generate.rs"] mod generate;
#[path = "common/laws.rs"] mod laws;
#[path = "common/targets.rs"] mod targets;
use std::time::Instant;
#[test] fn probe() {
    let mut files: Vec<_> = std::fs::read_dir("/tmp/corpus/parse").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut times: Vec<(f64, String)> = vec![];
    let mut ok = 0;
    for f in &files {
        let Ok(d) = std::fs::read(f) else { continue };
        let t = Instant::now();
        targets::parse(&d);
        times.push((t.elapsed().as_secs_f64()*1e3, String::from_utf8_lossy(&d).into_owned()));
    }
    times.sort_by(|a,b| b.0.total_cmp(&a.0));
    let sum: f64 = times.iter().map(|t| t.0).sum();
    println!("{} files, avg {:.3} ms", files.len(), sum/files.len() as f64);
    for (t, s) in &times[..5] { println!("{t:.3} {s:?}"); }
    println!("median {:?}", times[times.len()/2]);
    let s: Result<filterset::Schema,_> = serde_json::from_str(r#"{"name":"t","fields":{},"limits":{"input_bytes":18446744073709551615,"conditions":9223372036854775807}}"#);
    println!("{s:?} {:?}", s.as_ref().map(|s| toml::to_string(s)));
    // distribution of generated filters
    let mut n=0; let mut hist=[0;10]; let mut ops=std::collections::BTreeMap::new(); let mut types=std::collections::BTreeMap::new(); let mut nf=[0;10]; let mut accepted=0; let mut mutated=0; let mut anytext=0;
    let mut x: u64 = 88172645463325252;
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..2048).map(|_| { x ^= x<<13; x ^= x>>7; x ^= x<<17; (x>>32) as u8 }).collect();
        let mut u = arbitrary::Unstructured::new(&bytes);
        let s = generate::schema(&mut u).unwrap();
        let left = u.len();
        let f = generate::filter(&mut u, &s).unwrap();
        n += 2048-left; 
        if std::env::var("SHOW").is_ok() && hist[f.len()]<3 { println!("{f} [{}]", left-u.len()); }
        hist[f.len()]+=1; nf[s.fields().len()]+=1;
        for c in &f { *ops.entry(c.op()).or_insert(0)+=1; *types.entry(c.field().value_type()).or_insert(0)+=1; }
        let (q,_) = generate::respelling(&mut u, &f).unwrap();
        let m = generate::mutation(&mut u, &q).unwrap();
        if s.parse(&m).is_ok() {mutated+=1}
        let t = generate::any_text(&mut u, &s).unwrap();
        if s.parse(&t).is_ok() {anytext+=1}
        if generate::any_calls(&mut u, &s).unwrap().build().is_ok() {accepted+=1}
        ok += 1;
    }
    println!("{ok} schema bytes {} conds {hist:?} fields {nf:?} {ops:?} {types:?} calls ok {accepted} mutated ok {mutated} any text ok {anytext}", n/2000);
}
