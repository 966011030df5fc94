package gittree

import (
	"fmt"
	"strings"
)

// An Identity is who git says commits, and how commits are signed.
type Identity struct {
	Author    Signature // the zero Signature: nobody
	Committer Signature
	Signing   *Signing // nil: commits are not signed
}

// A Signing says how commits are signed.
type Signing struct {
	Format  string // openpgp, ssh
	Key     string // for openpgp what gpg knows it by; for ssh the path of a key, or a public key itself
	Program string // that signs
}

// IdentityOf reads git's configuration and environment. repo may be nil:
// outside of a clone the configuration of the user and the machine count.
// Author and Committer are whole or nobody.
func IdentityOf(repo *Repo, getenv func(string) string) (Identity, error) {
	s, err := readSettings(repo, getenv)
	if err != nil {
		return Identity{}, err
	}
	id := Identity{Author: s.person("author"), Committer: s.person("committer")}
	if id.Author == (Signature{}) || id.Committer == (Signature{}) {
		id = Identity{}
	}
	if !isTrue(s.get("commit.gpgsign")) {
		return id, nil
	}
	if id.Author == (Signature{}) {
		return id, fmt.Errorf("git is set up to sign commits (commit.gpgsign), and there is no user.name and user.email to sign for; set them with git config")
	}
	id.Signing, err = s.signing(id.Committer)
	return id, err
}

// person reads the author or the committer.
// https://git-scm.com/docs/git-commit#_commit_information
func (s *settings) person(role string) Signature {
	variable := "GIT_" + strings.ToUpper(role)
	p := Signature{s.getenv(variable + "_NAME"), s.getenv(variable + "_EMAIL")}
	if p.Name == "" {
		p.Name = s.get(role+".name", "user.name")
	}
	if p.Email == "" {
		p.Email = s.get(role+".email", "user.email")
	}
	if p.Email == "" {
		p.Email = s.getenv("EMAIL")
	}
	p = Signature{withoutCrud(p.Name), withoutCrud(p.Email)}
	if p.Name == "" || p.Email == "" {
		return Signature{}
	}
	return p
}

// withoutCrud takes away what git does not write into commits.
// https://github.com/git/git/blob/v2.39.0/ident.c#L228
func withoutCrud(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`.,:;<>"\'`, r) })
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '<' || r == '>' {
			return -1
		}
		return r
	}, s)
}

// signing reads how a commit is signed for its committer.
// https://git-scm.com/docs/git-config#Documentation/git-config.txt-gpgformat
func (s *settings) signing(committer Signature) (*Signing, error) {
	g := &Signing{Format: s.get("gpg.format"), Key: s.get("user.signingkey")}
	switch g.Format {
	case "", "openpgp":
		g.Format = "openpgp"
		if g.Program = s.get("gpg.openpgp.program", "gpg.program"); g.Program == "" {
			g.Program = "gpg"
		}
		if g.Key == "" {
			g.Key = fmt.Sprintf("%s <%s>", committer.Name, committer.Email)
		}
	case "ssh":
		if g.Program = s.get("gpg.ssh.program"); g.Program == "" {
			g.Program = "ssh-keygen"
		}
		literal, named := strings.CutPrefix(g.Key, "key::")
		switch {
		case g.Key == "":
			return nil, fmt.Errorf("git is set up to sign commits by SSH, and user.signingkey is not set; set it to the path of a key")
		case named || strings.HasPrefix(g.Key, "ssh-"):
			g.Key = literal
		default:
			g.Key = s.path(g.Key, "")
		}
	default:
		return nil, fmt.Errorf("git is set up to sign commits by gpg.format %q, which is not supported; use \"openpgp\" or \"ssh\"", g.Format)
	}
	if below, ok := strings.CutPrefix(g.Program, "~/"); ok {
		g.Program = s.path("~/"+below, "")
	}
	return g, nil
}
