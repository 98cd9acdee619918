//! An EVM on revm behind JSON-RPC, in process and over HTTP
