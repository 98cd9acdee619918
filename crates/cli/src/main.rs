mod trace;
fn main() {
    let _ = trace::open;
    let _ = trace::generate;
}
