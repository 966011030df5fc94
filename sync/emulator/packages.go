package emulator

import (
	"encoding/binary"
	"maps"
	"strconv"
	"strings"
)

// A record is one package or group as it is stored and indexed.
type record struct {
	Doc     doc   // members by the service's names, those that the service sets included
	ReadyAt int64 `json:",omitempty"` // milliseconds; until then the package is InProgress
}

// at gives the members as they read at a moment in milliseconds.
func (r record) at(now int64) doc {
	if now >= r.ReadyAt {
		return r.Doc
	}
	d := maps.Clone(r.Doc)
	d["ModelPackageStatus"] = "InProgress"
	d["ModelPackageStatusDetails"] = statusDetails(d, "InProgress")
	return d
}

// packageKey sorts the packages of a group by version.
func packageKey(group string, version int) []byte {
	return append(groupPrefix(group), bigEndian(int64(version))...)
}

// packageTimeKey sorts packages by creation time.
func packageTimeKey(rec record, key []byte) []byte {
	return append(bigEndian(millis(rec.Doc["CreationTime"])), key...)
}

// splitPackageKey is the reverse of packageKey.
func splitPackageKey(key []byte) (group string, version int) {
	cut := len(key) - 9
	return string(key[:cut]), int(binary.BigEndian.Uint64(key[cut+1:]))
}

// findPackage reads the package that a request calls by ARN or group/version.
func (t *tx) findPackage(nameOrARN string) (key []byte, rec record, err error) {
	name, err := t.resolve("model-package", nameOrARN)
	if err != nil {
		return nil, rec, err
	}
	group, digits, versioned := strings.Cut(name, "/")
	version, err := strconv.Atoi(digits)
	if versioned && err == nil && version > 0 && strconv.Itoa(version) == digits {
		key = packageKey(group, version)
		ok, err := get(t.packages, key, &rec)
		if ok || err != nil {
			return key, rec, err
		}
	}
	return nil, rec, invalid("ModelPackage %s does not exist.", t.arnPrefix()+"model-package/"+name)
}

func createPackage(t *tx, in doc) (doc, error) {
	if err := checkCreate(in); err != nil {
		return nil, err
	}
	if arn, err := t.replayed(in); arn != "" || err != nil {
		return doc{"ModelPackageArn": arn}, err
	}
	name, err := t.resolve("model-package-group", in["ModelPackageGroupName"].(string))
	if err != nil {
		return nil, err
	}
	var g group
	ok, err := get(t.groups, []byte(name), &g)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, invalid("Model Package Group does not exist. %s", t.groupARN(name))
	}
	if err := checkStorage(in, &g); err != nil {
		return nil, err
	}
	g.LastVersion++
	arn := t.packageARN(name, g.LastVersion)
	rec := t.newPackage(in)
	rec.Doc["ModelPackageGroupName"] = name
	rec.Doc["ModelPackageVersion"] = float64(g.LastVersion)
	rec.Doc["ModelPackageArn"] = arn
	if err := t.putGroup(name, &g); err != nil {
		return nil, err
	}
	key := packageKey(name, g.LastVersion)
	if err := t.packageTimes.Put(packageTimeKey(rec, key), nil); err != nil {
		return nil, err
	}
	if err := t.remember(in, arn); err != nil {
		return nil, err
	}
	return doc{"ModelPackageArn": arn}, t.storePackage(key, rec, nil)
}

// storePackage writes a package where readers, Search and events find it.
// fields are the members that an update named.
func (t *tx) storePackage(key []byte, rec record, fields []string) error {
	if err := put(t.packages, key, rec); err != nil {
		return err
	}
	if err := t.reindex(packageKind, string(key), &rec); err != nil {
		return err
	}
	return t.emit(rec.at(t.now.UnixMilli()), fields)
}

func describePackage(t *tx, in doc) (doc, error) {
	_, rec, err := t.findPackage(in["ModelPackageName"].(string))
	if err != nil {
		return nil, err
	}
	d := rec.at(t.now.UnixMilli())
	if card, ok := d["ModelCard"].(doc); ok && in["IncludedData"] == "MetadataOnly" {
		// What is encrypted with the caller's key stays out.
		d = maps.Clone(d)
		d["ModelCard"] = doc{"ModelCardStatus": card["ModelCardStatus"]}
	}
	return d, nil
}

func batchDescribe(t *tx, in doc) (doc, error) {
	summaries, failures := doc{}, doc{}
	for _, item := range in["ModelPackageArnList"].([]any) {
		arn := item.(string)
		_, rec, err := t.findPackage(arn)
		if refused, ok := err.(*apiError); ok {
			failures[arn] = doc{"ErrorCode": refused.Code, "ErrorResponse": refused.Message}
			continue
		}
		if err != nil {
			return nil, err
		}
		summaries[arn] = model().Shapes["BatchDescribeModelPackageSummary"].project(rec.at(t.now.UnixMilli()))
	}
	out := doc{"ModelPackageSummaries": summaries}
	if len(failures) > 0 {
		out["BatchDescribeModelPackageErrorMap"] = failures
	}
	return out, nil
}

func deletePackage(t *tx, in doc) (doc, error) {
	key, rec, err := t.findPackage(in["ModelPackageName"].(string))
	if err != nil {
		return nil, err
	}
	if t.now.UnixMilli() < rec.ReadyAt {
		return nil, errBusyPackage(rec)
	}
	name, _ := splitPackageKey(key)
	g, err := t.group(name)
	if err != nil {
		return nil, err
	}
	g.busy(t.now, t.opts.DeleteDelay)
	if err := t.putGroup(name, g); err != nil {
		return nil, err
	}
	if err := t.packages.Delete(key); err != nil {
		return nil, err
	}
	if err := t.packageTimes.Delete(packageTimeKey(rec, key)); err != nil {
		return nil, err
	}
	if err := t.reindex(packageKind, string(key), nil); err != nil {
		return nil, err
	}
	rec.Doc["ModelPackageStatus"] = "Deleting"
	return nil, t.emit(rec.Doc, nil)
}

func errBusyPackage(rec record) error {
	return conflict("ModelPackage %s is InProgress; wait until it is Completed or Failed", rec.Doc["ModelPackageArn"])
}
