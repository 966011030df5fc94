package emulator

import (
	"slices"
)

// updatable are the members that an update replaces as a whole.
var updatable = []string{
	"ModelApprovalStatus", "ModelLifeCycle", "ModelPackageRegistrationType",
	"InferenceSpecification", "ApprovalDescription", "SourceUri",
}

// updatePackage changes a package. Every successful call is an event, whether
// it changed anything or not.
func updatePackage(t *tx, in doc) (doc, error) {
	arn := in["ModelPackageArn"].(string)
	if done, err := t.replayed(in); done != "" || err != nil {
		return doc{"ModelPackageArn": done}, err
	}
	key, rec, err := t.findPackage(arn)
	if err != nil {
		return nil, err
	}
	if t.now.UnixMilli() < rec.ReadyAt {
		return nil, errBusyPackage(rec)
	}
	if err := checkUpdate(rec.Doc, in); err != nil {
		return nil, err
	}
	fields := apply(rec.Doc, in)
	t.copySpecification(rec.Doc)
	t.fillContainers(rec.Doc)
	rec.Doc["LastModifiedTime"] = seconds(t.now)
	rec.Doc["LastModifiedBy"] = t.userContext()
	if err := t.remember(in, arn); err != nil {
		return nil, err
	}
	return doc{"ModelPackageArn": arn}, t.storePackage(key, rec, fields)
}

// checkUpdate holds an update against the package as it is.
func checkUpdate(have, in doc) error {
	if err := checkSource(in); err != nil {
		return err
	}
	if in["InferenceSpecification"] != nil && have["InferenceSpecification"] != nil {
		return invalid("InferenceSpecification of a model package cannot be changed once it is set.")
	}
	specs := slices.Concat(list(have, "AdditionalInferenceSpecifications"), list(in, "AdditionalInferenceSpecificationsToAdd"))
	if len(specs) > 15 {
		return invalid("The model package would have %d additional inference specifications; the limit is 15.", len(specs))
	}
	if err := uniqueNames(specs); err != nil {
		return err
	}
	for _, spec := range list(in, "AdditionalInferenceSpecificationsToAdd") {
		if err := checkContainers(spec); err != nil {
			return err
		}
	}
	if err := checkMetadata(have, in); err != nil {
		return err
	}
	return checkCardUpdate(have["ModelCard"], in["ModelCard"])
}

func checkMetadata(have, in doc) error {
	add, _ := in["CustomerMetadataProperties"].(doc)
	remove := list(in, "CustomerMetadataPropertiesToRemove")
	for _, k := range remove {
		if _, both := add[k.(string)]; both {
			return invalid("CustomerMetadataProperties key %s is both added and removed.", k)
		}
	}
	had, _ := have["CustomerMetadataProperties"].(doc)
	if n := len(merged(had, add, remove)); n > 50 {
		return invalid("The model package would have %d customer metadata properties; the limit is 50.", n)
	}
	return nil
}

// checkCardUpdate holds to the rules of model cards: of an existing card one
// call changes the status or the content, and an archived one's content stays.
func checkCardUpdate(have, in any) error {
	if in == nil || have == nil {
		return checkCard(in)
	}
	status, content := at(in, "ModelCardStatus"), at(in, "ModelCardContent")
	if status != nil && content != nil {
		return invalid("You cannot update both ModelCardStatus and ModelCardContent in a single call.")
	}
	if content != nil && at(have, "ModelCardStatus") == "Archived" {
		return conflict("Model Card is in Archived state; its content cannot be changed.")
	}
	return checkCard(in)
}

// apply writes an update into a package and names the members it touched.
func apply(have, in doc) []string {
	fields := []string{}
	for _, name := range updatable {
		v := in[name]
		if v == nil {
			continue
		}
		fields = append(fields, name)
		if v == "" {
			delete(have, name)
		} else {
			have[name] = v
		}
	}
	add, remove := in["CustomerMetadataProperties"], in["CustomerMetadataPropertiesToRemove"]
	if add != nil || remove != nil {
		had, _ := have["CustomerMetadataProperties"].(doc)
		more, _ := add.(doc)
		less, _ := remove.([]any)
		fields = append(fields, "CustomerMetadataProperties")
		if have["CustomerMetadataProperties"] = merged(had, more, less); len(merged(had, more, less)) == 0 {
			delete(have, "CustomerMetadataProperties")
		}
	}
	if specs := list(in, "AdditionalInferenceSpecificationsToAdd"); specs != nil {
		fields = append(fields, "AdditionalInferenceSpecifications")
		have["AdditionalInferenceSpecifications"] = slices.Concat(list(have, "AdditionalInferenceSpecifications"), specs)
	}
	if card, ok := in["ModelCard"].(doc); ok {
		fields = append(fields, "ModelCard")
		had, _ := have["ModelCard"].(doc)
		now := merged(had, card, nil)
		setDefault(now, "ModelCardStatus", "Draft")
		have["ModelCard"] = now
	}
	slices.Sort(fields)
	return fields
}
