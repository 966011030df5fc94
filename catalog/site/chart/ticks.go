package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// round are about n round values between the ends of an axis: steps of 1, 2 or 5
// times a power of ten.
func round(n int) plot.Ticker {
	return plot.TickerFunc(func(least, most float64) []plot.Tick {
		step := roundStep((most - least) / float64(n))
		if !drawable(step) || step <= 0 {
			return []plot.Tick{{Value: least, Label: Number(least)}}
		}
		var ticks []plot.Tick
		first := math.Ceil(least/step-1e-9) + 0 // no negative zero
		for i := first; i*step <= most+step*1e-9 && len(ticks) <= 3*n; i++ {
			ticks = append(ticks, plot.Tick{Value: i * step, Label: stepped(i, step)})
		}
		return ticks
	})
}

func roundStep(rough float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, times := range []float64{1, 2, 5} {
		if rough <= times*power*1.0001 {
			return times * power
		}
	}
	return 10 * power
}

// stepped writes i steps with the decimals that a step has; what is very large
// or small, with an exponent.
func stepped(i, step float64) string {
	if power := math.Floor(math.Log10(step) + 1e-9); power >= -4 && power <= 5 {
		return strconv.FormatFloat(i*step, 'f', int(math.Max(0, -power)), 64)
	}
	return strconv.FormatFloat(i*step, 'g', 3, 64)
}
