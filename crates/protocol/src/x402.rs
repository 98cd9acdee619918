//! x402 version 2 on the wire: headers, payment requirements, payloads, vouchers and their signatures.
