package main

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// median is the middle of a list, the mean of the two middle ones of an even
// number; 0 of none. The list is left as it is.
func median(list []float64) float64 { return quantile(list, 0.5) }

// quantile interpolates between the two nearest of the sorted list.
func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	at := q * float64(len(s)-1)
	low := int(math.Floor(at))
	high := min(low+1, len(s)-1)
	return s[low] + (at-float64(low))*(s[high]-s[low])
}

// ms is a duration in milliseconds.
func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// rounded keeps four digits that count.
func rounded(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

func number(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, 64) }

func today() string { return time.Now().UTC().Format(time.DateOnly) }
