// Package emulator is a model registry that speaks Amazon SageMaker's wire
// format: AWS JSON 1.1 for the seventeen registry operations (model package
// groups, model packages, tags, policies, Search), the four that create and
// describe the models and training jobs that packages come from, and the two of
// STS that come before them all, GetCallerIdentity and AssumeRole.
// It keeps its data in one bbolt file, and is at once modelreg's local target
// and the counterpart of its tests. Any AWS client works against it.
//
// [Open] gives a [Registry], which is an http.Handler. [Transport] connects a
// client to it inside one process, without a port:
//
//	reg, err := emulator.Open(path, emulator.Instant())
//	client := sagemaker.New(sagemaker.Options{
//		Region:      "us-east-1",
//		Credentials: credentials.NewStaticCredentialsProvider("000000000000", "any", ""),
//		HTTPClient:  &http.Client{Transport: emulator.Transport(reg)},
//	})
//
// # What it holds to
//
// Every call is one transaction, its event included: a process that is killed
// leaves all of a call or nothing of it. Requests are checked against the
// service's own shapes (model.json) and refused in the service's own words.
// Accounts and regions are separate registries; the region comes from the
// signature's scope, the account from an access key of twelve digits. No
// signature is verified.
//
// # Where it is simpler than the service
//
//   - Packages belong to a group. One with a name of its own is refused.
//   - Instance types need only look like one (ml.*); new ones appear too often.
//   - Images and artifacts are not looked up.
//   - Policies are stored, and grant nothing: another account's ARN is always
//     denied.
//   - Search sorts by LastModifiedTime and CreationTime out of an index; by
//     anything else it has to read every record.
//   - A validation specification makes a package InProgress for a while; no job
//     runs, it always ends well, and its end is no event.
//   - A training job is Completed when it is created, and ran nothing; models and
//     jobs have no tags, and can only be described.
//   - A package without inference specification and source URI is accepted.
package emulator
