package app

import (
	"maps"
	"slices"

	"github.com/usher-dev/usher/app/process"
)

// eachStep calls do for every step, those inside others too.
func eachStep(steps []process.Step, do func(*process.Step)) {
	for i := range steps {
		do(&steps[i])
		eachStep(steps[i].Then, do)
		eachStep(steps[i].Else, do)
		for _, name := range slices.Sorted(maps.Keys(steps[i].Outcomes)) {
			eachStep(steps[i].Outcomes[name], do)
		}
	}
}
