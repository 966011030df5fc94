package emulator

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"strings"
)

// newPackage makes the record of a new package: what was asked for, and all
// that the service adds to it by itself.
func (t *tx) newPackage(in doc) record {
	d := model().Shapes["DescribeModelPackageOutput"].project(in)
	rec := record{Doc: d}
	d["CreationTime"] = seconds(t.now)
	d["CreatedBy"] = t.userContext()
	d["CertifyForMarketplace"] = false
	setDefault(d, "ModelApprovalStatus", "PendingManualApproval")
	setDefault(d, "SkipModelValidation", "None")
	d["ModelPackageStatus"] = "Completed"
	d["ModelPackageStatusDetails"] = statusDetails(d, "Completed")
	if validates(d) {
		rec.ReadyAt = t.now.Add(t.opts.ValidationTime).UnixMilli()
	}
	if card, ok := d["ModelCard"].(doc); ok {
		setDefault(card, "ModelCardStatus", "Draft")
	}
	for _, profile := range list(d, "ValidationSpecification", "ValidationProfiles") {
		output, _ := at(profile, "TransformJobDefinition", "TransformOutput").(doc)
		setDefault(output, "KmsKeyId", "")
	}
	t.copySpecification(d)
	t.fillContainers(d)
	return rec
}

// validates says whether the service would run a validation job.
func validates(d doc) bool {
	return len(list(d, "ValidationSpecification", "ValidationProfiles")) > 0 && d["SkipModelValidation"] != "All"
}

func statusDetails(d doc, status string) doc {
	items := []any{}
	if validates(d) {
		for _, profile := range list(d, "ValidationSpecification", "ValidationProfiles") {
			items = append(items, doc{"Name": at(profile, "ProfileName"), "Status": status})
		}
	}
	return doc{"ValidationStatuses": items, "ImageScanStatuses": []any{}}
}

// copySpecification takes the inference specification from the package that
// SourceUri names, when it names one.
func (t *tx) copySpecification(d doc) {
	source, _ := d["SourceUri"].(string)
	if d["InferenceSpecification"] != nil || !strings.Contains(source, ":model-package/") {
		return
	}
	if _, rec, err := t.findPackage(source); err == nil && rec.Doc["InferenceSpecification"] != nil {
		d["InferenceSpecification"] = rec.Doc["InferenceSpecification"]
	}
}

// fillContainers gives each container what the service would look up.
func (t *tx) fillContainers(d doc) {
	specs := append([]any{d["InferenceSpecification"]}, list(d, "AdditionalInferenceSpecifications")...)
	for _, spec := range specs {
		for _, item := range list(spec, "Containers") {
			container := item.(doc)
			if image, ok := container["Image"].(string); ok {
				setDefault(container, "ImageDigest", imageDigest(image))
			}
			if !t.opts.FillETags {
				continue
			}
			if url, ok := container["ModelDataUrl"].(string); ok {
				setDefault(container, "ModelDataETag", etag(url))
			}
			if source, ok := at(container, "ModelDataSource", "S3DataSource").(doc); ok {
				setDefault(source, "ETag", etag(source["S3Uri"].(string)))
			}
		}
	}
}

// imageDigest stands for the digest that ECR knows: the one in the image's name,
// else always the same for the same name.
func imageDigest(image string) string {
	if _, digest, ok := strings.Cut(image, "@"); ok && model().Shapes["ImageDigest"].re.MatchString(digest) {
		return digest
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(image)))
}

func etag(url string) string {
	sum := sha256.Sum256([]byte(url))
	return fmt.Sprintf("%x", sum[:16])
}

func setDefault(d doc, name string, v any) {
	if d != nil && d[name] == nil {
		d[name] = v
	}
}

// at follows member names into a value. nil when a member is missing.
func at(v any, path ...string) any {
	for _, name := range path {
		d, _ := v.(doc)
		v = d[name]
	}
	return v
}

// list is at for a list of structures.
func list(v any, path ...string) []any {
	items, _ := at(v, path...).([]any)
	return items
}

// merged gives have with the entries of add, without those of remove.
func merged(have, add doc, remove []any) doc {
	out := maps.Clone(have)
	if out == nil {
		out = doc{}
	}
	maps.Copy(out, add)
	for _, k := range remove {
		delete(out, k.(string))
	}
	return out
}
