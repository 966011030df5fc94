// Package sagemaker makes Amazon SageMaker Model Registry a [sync.Target], over
// the AWS SDK. It is the only package of modelreg that knows the SDK.
//
// [Open] finds credentials, assumes the role, and makes sure that they belong
// to the account that the catalog names, before anything is read or written.
//
// # Reading cheaply
//
// A package costs one Describe, and a registry holds thousands. [Target.Observe]
// reads pages of a hundred instead: List says which groups and packages exist
// and in which state, Search brings their whole records. Search is an index that
// lags behind; whatever it lacks, or tells differently from List, is described
// one by one. Where a role may not search, everything is described.
//
// # Documents
//
// Packages travel as [sync.Doc]: SageMaker's own member names with the first
// letter lowered. The conversion goes by reflection over the SDK's types, so a
// member that a newer SDK knows needs no code here.
//
// # Manners
//
// One limiter for all calls and a slower one for Search hold the rate; each
// halves when SageMaker throttles, and recovers slowly. The SDK's retryer
// repeats what failed for a moment. Its own retry quota is off: under heavy
// throttling it gives up exactly when patience is needed.
package sagemaker
