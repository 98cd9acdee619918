//! A reverse proxy that sells requests by x402 at a price that follows demand
