package catalog

// checkExclusive finds members that exclude each other: the data of one model
// is one file (modelDataUrl) or a source (modelDataSource).
//
//	{modelDataUrl: s3://b/m.tar.gz, modelDataSource: {...}}
func checkExclusive(path []string, model map[string]any, r report) {
	if model["modelDataUrl"] != nil && model["modelDataSource"] != nil {
		r(below(path, "modelDataSource"), Error, "exclusive", "modelDataSource and modelDataUrl exclude each other; keep one")
	}
}
