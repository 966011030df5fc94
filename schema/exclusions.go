package schema

// Exclusions are the members of SageMaker's inputs that a catalog cannot
// express, each with its reason. Everything else can be written.
func Exclusions() map[string]string {
	return map[string]string{
		"CreateModelPackageInput.ModelPackageName":      "names a package outside of any group; a catalog holds versions of groups",
		"CreateModelPackageInput.ModelPackageGroupName": "comes from the folder and from group.yaml",
		"CreateModelPackageInput.Tags":                  "SageMaker refuses tags on a version; the group has them",
		"CreateModelPackageInput.ClientToken":           "computed, so that a repeated create finds the first one",
		"CreateModelPackageInput.CertifyForMarketplace": "only for packages outside of any group",
		"CreateModelPackageInput.ManagedStorageType":    "for proprietary base models that the service stores itself",

		"UpdateModelPackageInput.ModelPackageArn":                        "the service gives it out",
		"UpdateModelPackageInput.ClientToken":                            "updates are repeatable without one",
		"UpdateModelPackageInput.AdditionalInferenceSpecificationsToAdd": "computed from additionalInferenceSpecifications",
		"UpdateModelPackageInput.CustomerMetadataPropertiesToRemove":     "computed from customerMetadataProperties",

		"CreateModelPackageGroupInput.ManagedConfiguration": "for proprietary base models that the service stores itself",
	}
}
