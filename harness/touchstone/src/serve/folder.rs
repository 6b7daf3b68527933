//! The folder in which a server keeps its authority and certificates.
//!
//! `ca.crt ca.key server.crt server.key server.hosts clients/NAME.{crt,key}`; a client that was issued on its own also has
//! `clients/NAME.yaml`, an account file of one entry, whose policies lie in `policies/`.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};
use touchstone_policy::Policy;
use touchstone_server::pki::{LocalAuthority, Pem, ServerIdentity};
use touchstone_vocabulary::{CertificateId, PolicyName, ThingName};

use super::shelf::{ALL, File, files, stem};
use crate::fault::flaw;

/// A folder with an authority.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    authority: LocalAuthority,
}

/// What a client certificate is issued with.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The client's name.
    pub name: String,
    /// The thing that its certificate is attached to.
    pub thing: Option<String>,
    /// The files of its policies; none gives it the policy that allows everything.
    pub policies: Vec<PathBuf>,
}

/// A client certificate that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its id.
    pub id: CertificateId,
    /// Where it lies.
    pub certificate: PathBuf,
    /// Where its key lies.
    pub key: PathBuf,
    /// The names of its policies.
    pub policies: Vec<String>,
}

impl Folder {
    /// Opens a folder; one that is missing is made, with a new authority.
    ///
    /// # Errors
    /// When it cannot be read or written, or what lies in it is no authority.
    pub fn open(path: &Path) -> Result<Self> {
        let path = std::path::absolute(path).with_context(|| format!("`{}` is no folder", path.display()))?;
        let clients = path.join("clients");
        fs::create_dir_all(&clients).with_context(|| format!("`{}` cannot be made", clients.display()))?;
        let (certificate, key) = (path.join("ca.crt"), path.join("ca.key"));
        let authority = match (certificate.exists(), key.exists()) {
            (true, _) => {
                let read = LocalAuthority::from_pem(read_pair(&certificate, &key)?);
                read.map_err(|_| unfit(&certificate, &key, "are no authority"))?
            }
            (false, true) => bail!(
                "`{}` lies there without `ca.crt`: put the certificate back, or remove the key to begin anew",
                key.display()
            ),
            (false, false) => {
                let made = LocalAuthority::generate("Touchstone local authority")?;
                write_pair(&certificate, &key, made.pem())?;
                made
            }
        };
        Ok(Self { path, authority })
    }

    /// The authority that signs the certificates.
    #[must_use]
    pub const fn authority(&self) -> &LocalAuthority {
        &self.authority
    }

    /// Where the folder is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the authority's certificate lies, which clients must trust.
    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.path.join("ca.crt")
    }

    /// Where a client's certificate and key lie.
    #[must_use]
    pub fn client_files(&self, name: &str) -> (PathBuf, PathBuf) {
        let clients = self.path.join("clients");
        (clients.join(format!("{name}.crt")), clients.join(format!("{name}.key")))
    }

    /// The server's identity, made anew when the one that is kept lacks one of these names.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn server(&self, hosts: &[&str]) -> Result<ServerIdentity> {
        let (certificate, key) = (self.path.join("server.crt"), self.path.join("server.key"));
        let list = self.path.join("server.hosts");
        let kept = if certificate.exists() && list.exists() { File::read(&list)?.text } else { String::new() };
        let mut names: Vec<&str> = kept.lines().collect();
        let missing: Vec<&str> = hosts.iter().copied().filter(|host| !names.contains(host)).collect();
        let pem = if missing.is_empty() {
            read_pair(&certificate, &key)?
        } else {
            names.extend(missing);
            let made = self.authority.issue_server(&names)?;
            // The list comes last: without it the pair is made anew.
            write_pair(&certificate, &key, &made)?;
            write(&list, &(names.join("\n") + "\n"), Access::All)?;
            made
        };
        pem.server().map_err(|_| unfit(&certificate, &key, "are no certificate with its key"))
    }

    /// The certificate of a client, made when there is none yet.
    ///
    /// # Errors
    /// When the name cannot name a file, or a file cannot be read or written.
    pub fn client(&self, name: &str) -> Result<CertificateId> {
        check_name(name)?;
        let (certificate, key) = self.client_files(name);
        if !certificate.exists() {
            write_pair(&certificate, &key, &self.authority.issue_client(name)?)?;
        }
        let pem = Pem { certificate: File::read(&certificate)?.text, key: String::new() };
        pem.id().map_err(|_| anyhow!("`{}` holds no certificate", certificate.display()))
    }

    /// Issues a client certificate and records its policies and thing, for the next start of a server.
    ///
    /// # Errors
    /// When the client has a certificate already, a policy is malformed, or a file cannot be read or written.
    pub fn issue(&self, wanted: &Wanted) -> Result<Issued> {
        let name = &wanted.name;
        check_name(name)?;
        let (certificate, key) = self.client_files(name);
        if certificate.exists() {
            bail!("`{}` exists already: remove it to issue another", certificate.display());
        }
        let things: Vec<&str> = wanted.thing.iter().map(String::as_str).collect();
        for thing in &things {
            ThingName::new(thing).with_context(|| format!("`{thing}` is no thing name"))?;
        }
        let mut policies = Vec::new();
        for path in &wanted.policies {
            policies.push(self.keep_policy(path)?);
        }
        if policies.is_empty() {
            policies.push(ALL.to_owned());
        }
        let id = self.client(name)?;
        let entry = format!("clients:\n  {name:?}: {{ policy: {policies:?}, thing: {things:?} }}\n");
        write(&certificate.with_extension("yaml"), &entry, Access::All)?;
        Ok(Issued { id, certificate, key, policies })
    }

    /// The account files of the clients that were issued on their own.
    pub(super) fn records(&self) -> Result<Vec<File>> {
        files(&self.path.join("clients"), "yaml")?.iter().map(|path| File::read(path)).collect()
    }

    /// Copies a policy into the folder and gives its name.
    fn keep_policy(&self, path: &Path) -> Result<String> {
        let file = File::read(path)?;
        Policy::parse(&file.text).map_err(|error| flaw(path, &file.text, &error))?;
        let name = stem(path);
        PolicyName::new(&name).with_context(|| format!("`{name}` is no policy name"))?;
        let kept = self.path.join("policies").join(format!("{name}.json"));
        if kept.exists() {
            if File::read(&kept)?.text != file.text {
                bail!("`{}` holds another policy of that name: rename `{}`", kept.display(), path.display());
            }
            return Ok(name);
        }
        let folder = self.path.join("policies");
        fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
        write(&kept, &file.text, Access::All)?;
        Ok(name)
    }
}

/// A pair of files that cannot be used.
fn unfit(certificate: &Path, key: &Path, what: &str) -> Error {
    anyhow!("`{}` and `{}` {what}", certificate.display(), key.display())
}

/// A client's name names its files and stands in its certificate.
fn check_name(name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with(['.', '-']) {
        return Ok(());
    }
    bail!(
        "`{name}` is no client name: 1 to 64 letters, digits, `_`, `-` and `.`, of which the last two do not begin it"
    )
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Owner,
    All,
}

fn read_pair(certificate: &Path, key: &Path) -> Result<Pem> {
    Ok(Pem { certificate: File::read(certificate)?.text, key: File::read(key)?.text })
}

/// The key comes first: a certificate that lies there has its key.
fn write_pair(certificate: &Path, key: &Path, pem: &Pem) -> Result<()> {
    write(key, &pem.key, Access::Owner)?;
    write(certificate, &pem.certificate, Access::All)
}

fn write(path: &Path, text: &str, access: Access) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if access == Access::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let file = options.open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("`{}` cannot be written", path.display()))
}
