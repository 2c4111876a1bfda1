import { createContext, useContext } from 'react';
import { type Marking, NO_MARKS } from './terms';

/** What is marked in all texts below. */
export const MarkingContext = createContext<Marking>(NO_MARKS);

export const useMarking = () => useContext(MarkingContext);
