package facts

// Replaced by the answers' own files; delete this one then.
func (d *Dataset) Answer(q Question) Answer {
	return Answer{Question: q.Text, AsOf: q.AsOf, Intent: q.Intent, Status: Answered}
}
