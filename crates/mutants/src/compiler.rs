//! The warm compiler: one Node.js process that keeps npm's solc loaded.

use crate::project::{Optimiser, Project, Target};
use alloy::primitives::{Bytes, hex};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Compiler {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What a contract compiles to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub creation: Bytes,
    pub runtime: Bytes,
}

/// Code of each contract that was asked for.
pub type Codes = BTreeMap<Target, Code>;

impl Compiler {
    pub fn start(project: &Project) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("compiler.js");
        let mut child = Command::new("node")
            .arg(script)
            .current_dir(&project.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start Node.js")?;
        let input = child.stdin.take().context("the compiler takes no input")?;
        let output = BufReader::new(child.stdout.take().context("the compiler gives no output")?);
        Ok(Self { child, input, output })
    }

    fn ask(&mut self, input: &Value) -> Result<Value> {
        writeln!(self.input, "{input}").context("the compiler is gone")?;
        self.input.flush()?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the compiler ended without an answer");
        Ok(serde_json::from_str(&line)?)
    }

    /// The syntax tree of a file as it is.
    pub fn tree(&mut self, project: &Project, file: &str) -> Result<Value> {
        let mut output = self.ask(&project.tree_input(file))?;
        if let Some(error) = first_error(&output) {
            bail!("{file} does not compile: {error}");
        }
        Ok(output["sources"][file]["ast"].take())
    }

    /// The code of `targets` with one file changed, or the compiler's first complaint.
    pub fn compile(
        &mut self,
        project: &Project,
        targets: &[Target],
        changed: Option<(&str, &str)>,
        optimiser: Optimiser,
    ) -> Result<Result<Codes, String>> {
        let output = self.ask(&project.input(targets, changed, optimiser))?;
        if let Some(error) = first_error(&output) {
            return Ok(Err(error));
        }
        let mut codes = Codes::new();
        for target in targets {
            let evm = &output["contracts"][&target.file][&target.contract]["evm"];
            let code = |part: &str| -> Result<Bytes> {
                let text = evm[part]["object"].as_str().with_context(|| format!("no {part} of {target:?}"))?;
                Ok(hex::decode(text).with_context(|| format!("the {part} of {target:?} needs linking"))?.into())
            };
            codes.insert(target.clone(), Code { creation: code("bytecode")?, runtime: code("deployedBytecode")? });
        }
        Ok(Ok(codes))
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_error(output: &Value) -> Option<String> {
    let errors = output["errors"].as_array()?;
    let error = errors.iter().find(|error| error["severity"] == "error")?;
    Some(error["message"].as_str().unwrap_or("no message").to_owned())
}
