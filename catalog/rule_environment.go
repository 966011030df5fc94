package catalog

import "fmt"

// maxEnvironment is how many variables the API's documentation promises to a
// container; its service model allows 100, which the schema holds.
const maxEnvironment = 16

// checkEnvironment warns of more variables than SageMaker promises to take.
//
//	environment: {A: "1", ...}   # 17 of them
func checkEnvironment(container []string, c map[string]any, r report) {
	if n := len(mapping(c, "environment")); n > maxEnvironment && n <= 100 {
		r(below(container, "environment"), Warning, "environment",
			fmt.Sprintf("environment has %d entries; SageMaker's documentation allows %d", n, maxEnvironment))
	}
}
