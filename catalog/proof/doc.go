// Package proof finds out what approvals are judged by. For each version that
// asks for a gated value it reads from git where the request came in, asks
// GitHub how it got there and who reviewed it, and has package evidence judge
// the facts:
//
//	files below the catalog -> introduction L -> update of the branch -> pull request -> reviews
//	registry.yaml from the trust root on -> the policy that judges, and each change of it
//
// Git is read from objects; what this clone does not have, such as the head of
// a pull request that was squashed, is read from GitHub. A [Prover] asks one
// question at a time and remembers the answers, so that several versions in
// one pull request cost little more than one.
package proof
