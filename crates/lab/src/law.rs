//! Laws of known structures as published, as pure functions. `structure` lives by them; `validation` compares them with
//! the published values.
